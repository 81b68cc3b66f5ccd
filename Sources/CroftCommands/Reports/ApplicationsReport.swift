import CroftProtocol

struct ApplicationsReport: Listing {
  let payload: ListApplications.Reply

  var ids: [String] { payload.applications.map { String($0.id) } }

  /// The name comes last, because it alone may hold spaces.
  var table: Table {
    var table = Table(columns: [
      .init(heading: "ID", isNumeric: true),
      .init(heading: "USER"),
      .init(heading: "PID", isNumeric: true),
      .init(heading: "QUEUE"),
      .init(heading: "STATE"),
      .init(heading: "EXECUTORS", isNumeric: true),
      .init(heading: "WAITING", isNumeric: true),
      .init(heading: "REGISTERED"),
      .init(heading: "NAME"),
    ])
    table.rows = payload.applications.map { application in
      [
        .number(application.id),
        .user(id: application.userID),
        .number(application.processID),
        .text(application.queue),
        JobState(of: application).cell,
        .number(application.executors),
        .number(application.waiting),
        .moment(unixMilliseconds: application.registeredAt),
        .text(application.name),
      ]
    }
    return table
  }
}
