import CroftLinux

/// What was done to jobs, and what wasn't.
struct JobActionReport: Listing {
  struct Payload: Codable, Equatable {
    var jobs: [Outcome]
  }

  struct Outcome: Codable, Equatable {
    var id: Int
    var name: String
    var isDone: Bool
    /// Why it wasn't done.
    var reason: String?
  }

  let payload: Payload
  /// What was done, as in "cancelled".
  let participle: String

  /// Of those it was done to.
  var ids: [String] { payload.jobs.filter(\.isDone).map { String($0.id) } }

  var isComplete: Bool { payload.jobs.allSatisfy(\.isDone) }

  var table: Table {
    var table = Table(columns: [.init(heading: "")])
    table.rows = payload.jobs.filter(\.isDone).map {
      [.text("\(participle) \($0.id) (\($0.name))")]
    }
    return table
  }

  /// A sentence for each that it wasn't done to.
  var complaints: [String] {
    payload.jobs.filter { !$0.isDone }.map { job in
      "job \(job.id) (\(job.name.printable)) is not \(participle): \(job.reason ?? "")"
    }
  }
}
