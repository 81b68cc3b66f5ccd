import CroftProtocol

struct ExecutorsReport: Listing {
  let payload: ListExecutors.Reply

  var ids: [String] { payload.executors.map { String($0.processID) } }

  var table: Table {
    var table = Table(columns: [
      .init(heading: "JOB", isNumeric: true),
      .init(heading: "ID", isNumeric: true),
      .init(heading: "USER"),
      .init(heading: "PID", isNumeric: true),
      .init(heading: "STATE"),
      .init(heading: "CORES", isNumeric: true),
      .init(heading: "MEMORY", isNumeric: true),
      .init(heading: "CPU", isNumeric: true),
      .init(heading: "USED", isNumeric: true),
      .init(heading: "STARTED"),
      .init(heading: "CGROUP"),
    ])
    table.rows = payload.executors.map { executor in
      [
        .number(executor.application),
        .number(executor.id),
        .user(id: executor.userID),
        .number(executor.processID),
        .text(executor.state.rawValue),
        .number(executor.resources.cores),
        .bytes(executor.resources.memoryBytes),
        .duration(ifKnown: executor.cpuMicroseconds),
        .bytes(ifKnown: executor.memoryBytes),
        .moment(unixMilliseconds: executor.startedAt),
        executor.cgroup.map { .text($0) } ?? .missing,
      ]
    }
    return table
  }
}
