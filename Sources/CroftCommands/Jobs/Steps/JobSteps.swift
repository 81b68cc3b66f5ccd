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

  /// The number of the one step that is meant.
  func number(of text: String) throws -> Int {
    let found = try selected(text)
    guard found.count == 1, let step = found.first else {
      throw StepAmbiguousError(text: text, candidates: found.map { ($0.number, $0.name) })
    }
    return step.number
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

struct StepAmbiguousError: Error, CustomStringConvertible {
  let text: String
  let candidates: [(number: Int, name: String)]

  /// So many are listed.
  private static let mostListed = 10

  var description: String {
    let listed = candidates.prefix(Self.mostListed).map { "'\($0.name.printable)' (\($0.number))" }
    let others = candidates.count - listed.count
    return "the step '\(text.printable)' may be any of \(listed.joined(separator: ", "))"
      + (others > 0 ? " and \(others) more" : "") + ": give the number"
  }
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
