import CroftBatch
import CroftProtocol
import CroftSubmission
import Testing

@testable import CroftCommands

/// A value of a type that commands print as JSON, and what the page calls it.
struct JSONSample: Sendable, CustomTestStringConvertible {
  let heading: String
  let value: @Sendable () throws -> any Encodable

  var testDescription: String { heading }

  /// The names of its members, those too that this one leaves out.
  func members() throws -> Set<String> {
    let value = try value()
    // What is written has to go by the names of the properties.
    guard case .object(let written) = try JSONValue(encoding: value) else { return [] }
    #expect(
      Set(written.names) == Set(Mirror(reflecting: value).children.filter { !Self.isNil($0.value) }.map(Self.name)))
    return Self.names(of: value)
  }

  static func names(of value: Any) -> Set<String> { Set(Mirror(reflecting: value).children.map(name)) }

  private static func name(_ child: Mirror.Child) -> String { child.label ?? "" }

  private static func isNil(_ value: Any) -> Bool {
    let mirror = Mirror(reflecting: value)
    return mirror.displayStyle == .optional && mirror.children.isEmpty
  }

  static let all: [JSONSample] = [
    .init(heading: "a job") { job }, .init(heading: "the document") { try details() },
    .init(heading: "running") { JobDetails.Running(processID: 1, directory: "/", executors: 1, waiting: 0) },
    .init(heading: "a step") { step },
    .init(heading: "submission") { try submission() },
    .init(heading: "a submitted step") { try #require(submission().steps.first) },
    .init(heading: "a task") { TaskSummary(step: 1, stage: 0, task: 1, state: .failed) },
    .init(heading: "an outcome") { JobActionReport.Outcome(id: 1, name: "n", isDone: false, reason: "r") },
    .init(heading: "its end") { try SubmissionReport(stored().submission, SubmissionOutcome(end: .failed)) },
    .init(heading: "a checked file") { checked("[step.a]\ncommand = \"true\"\n") },
    .init(heading: "a problem") { try #require(checked("x = 1\n").problems.first) },
    .init(heading: "a checked step") { try #require(checked("[step.a]\ncommand = \"true\"\n").steps?.first) },
    .init(heading: "a snapshot") { FarmSnapshot.trial(names: ["n"]) },
    .init(heading: "a finding") { Finding.warning("clock", "it is late", cure: "set it") },
    .init(heading: "a summary") { summary },
    .init(heading: "a shown schedule") {
      ScheduleReport.Payload(schedule: schedule, summary: summary, timer: "t", service: "s", state: "d", runs: [])
    },
    .init(heading: "schedule") { schedule },
    .init(heading: "a run") { run },
    .init(heading: "a window") { WindowsReport.Payload.Element(logicalTime: 1, windowStart: nil) },
    .init(heading: "a change") { ScheduleChange(name: "n", state: .paused) },
  ]

  private static var job: JobSummary {
    JobSummary(
      ApplicationRecord(id: 7, name: "n", userID: 0, queue: "default", isDetached: true, startedAt: 1), nil)
  }

  private static var step: StepSummary {
    StepSummary(
      JobRecord(application: 7, number: 1, name: "n", stages: 1, startedAt: 1), stages: [], tasks: nil, counts: nil,
      isJobOver: false)
  }

  private static func details() throws -> JobDetails {
    let document: JSONValue = ["job": try JSONValue(encoding: job), "steps": [try JSONValue(encoding: step)]]
    return try document.decoded(as: JobDetails.self)
  }

  private static func stored() throws -> StoredSubmission {
    let step = SubmissionStep(command: .shell("true"))
    let submission = try Submission(name: "n", environment: [], directory: "/", step: step)
    return StoredSubmission(key: "k", submission: submission, submittedAt: 1)
  }

  private static func submission() throws -> SubmissionDetails { SubmissionDetails(try stored()) }

  private static func checked(_ text: String) -> JobFileReport {
    JobFileReport(file: "f", JobFileReader.read(Array(text.utf8), file: "f") { _, _ in nil })
  }

  private static var schedule: Schedule {
    Schedule(name: "n", calendar: "daily", command: ["/bin/true"], directory: "/", addedAt: 1, handledUntil: 1)
  }

  private static var summary: ScheduleSummary {
    ScheduleSummary(name: "n", calendar: "daily", next: nil, last: nil, result: nil, state: .active)
  }

  private static var run: RunSummary {
    RunSummary(
      ScheduledRun(number: 1, logicalTime: 1, windowStart: nil, trigger: .timer, attempt: 1, startedAt: 1), .running)
  }
}
