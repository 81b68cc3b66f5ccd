import CroftProtocol

/// Jobs in a list, the newest first.
struct JobListReport: Listing {
  struct Payload: Codable, Equatable {
    var jobs: [JobSummary]
  }

  let payload: Payload
  /// What the times of jobs that run are counted to.
  let nowUnixMilliseconds: Int

  var ids: [String] { payload.jobs.map { String($0.id) } }

  /// The name comes last, because it alone may hold spaces.
  var table: Table {
    var table = Table(columns: [
      .init(heading: "NUMBER", isNumeric: true), .init(heading: "USER"), .init(heading: "QUEUE"),
      .init(heading: "STATE"), .init(heading: "TASKS", isNumeric: true),
      .init(heading: "FAILED", isNumeric: true),
      .init(heading: "STARTED"), .init(heading: "TIME", isNumeric: true), .init(heading: "NAME"),
    ])
    table.rows = payload.jobs.map { job in
      [
        .number(job.id), .user(id: job.userID), .text(job.queue), job.state.cell,
        .finished(job.tasks),
        .number(ifKnown: job.tasks?.failed), .moment(unixMilliseconds: job.startedAt),
        .duration(from: job.startedAt, to: job.endedAt ?? nowUnixMilliseconds), .text(job.name),
      ]
    }
    return table
  }
}

extension TableValue {
  /// Those that have come to an end, of all: "7/10", one word.
  static func finished(_ tasks: TaskCounts?) -> TableValue {
    tasks.map { .text("\($0.succeeded + $0.failed)/\($0.total)") } ?? .missing
  }
}
