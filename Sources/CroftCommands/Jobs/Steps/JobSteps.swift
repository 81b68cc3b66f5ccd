import CroftDriver
import CroftLinux
import CroftProtocol

/// What a job's driver reported of its steps: the engine's jobs, and their stages.
struct JobSteps {
  let steps: [JobRecord]
  private let client: ManagerClient

  init(of job: Int, from client: ManagerClient) throws {
    self.client = client
    steps = try Self.all {
      try client.call(ListJobs(application: job, after: $0, limit: JobDirectory.pageLength))
    }
  }

  func stages(of step: JobRecord) throws -> [StageRecord] {
    try Self.all {
      try client.call(
        ListStages(
          application: step.application, job: step.number, after: $0, limit: JobDirectory.pageLength
        ))
    }
  }

  /// The steps that are meant: all of them, or the one with that number, name or beginning of a name.
  func selected(_ text: String?) throws -> [JobRecord] {
    guard let text else { return steps }
    let exact = steps.filter { $0.name == text || String($0.number) == text }
    let found = exact.isEmpty ? steps.filter { $0.name.hasPrefix(text) } : exact
    guard found.isEmpty else { return found }
    throw StepNotFoundError(text: text, names: steps.map(\.name))
  }

  private static func all<Element>(_ page: (Int?) throws -> HistoryReply<Element>) throws -> [Element] {
    var elements: [Element] = []
    var after: Int?
    repeat {
      let reply = try page(after)
      elements += reply.elements
      after = reply.next
    } while after != nil && elements.count < mostElements
    return elements
  }

  /// A driver may report as many as it likes; a person reads no more than a few.
  private static let mostElements = 100_000
}

struct StepNotFoundError: Error, CustomStringConvertible {
  let text: String
  let names: [String]

  var description: String {
    guard !names.isEmpty else {
      return "the job has no step '\(text.printable)': none of its steps has begun yet"
    }
    return "the job has no step '\(text.printable)'. "
      + SubcommandSpelling.suggestion(for: text, among: names.map(\.printable))
  }
}
