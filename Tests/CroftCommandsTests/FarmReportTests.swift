import ArgumentParser
import CroftProtocol
import Testing

@testable import CroftCommands

@Suite struct FarmReportTests {
  private static let size = Resources(cores: 2, memoryBytes: 1 << 30)

  @Test func aQueueShowsItsBounds() throws {
    let queue = QueueSummary(
      name: "batch", weight: 100, priority: -5, policy: "fair", minimum: QueueShare(cores: 2),
      maximum: QueueShare(memoryBytes: 4 << 30, executors: 9), used: Self.size, applications: 1, executors: 1,
      waiting: 3)
    let text = try OutputFormat.text(.plain).render(QueuesReport(payload: .init(queues: [queue])))
    let cells = text.split(separator: "\n").last?.split(separator: " ").map(String.init)
    let bounds = ["2", "cores", "4096", "MiB,", "9", "executors"]
    #expect(cells == ["batch", "100", "-5", "fair", "2", "1073741824", "1", "3", "1"] + bounds)
  }

  @Test func anExplanationNamesObstaclesHoldersAndRemedies() throws {
    let request = RequestExplanation(
      request: 1, asked: Self.size, remaining: 2, since: 1_700_000_000_000, position: 1,
      free: Resources(cores: 0, memoryBytes: 0), obstacles: ["All cores are taken."],
      holders: [ResourceHolder(application: 3, userID: nil, executors: 4, resources: Self.size)],
      remedies: ["Application 3 gives 2 cores back."])
    let report = ExplanationReport(application: 7, payload: .init(requests: [request]))
    let lines = try OutputFormat.text(.plain).render(report).split(separator: "\n")
    #expect(lines.contains("In its way  All cores are taken."))
    #expect(lines.contains("Held        Application 3 has 4 executors: 2 cores and 1024 MiB of memory."))
    #expect(lines.contains("Would help  Application 3 gives 2 cores back."))
  }

  @Test func whoWaitsForNothingIsToldSo() throws {
    let report = ExplanationReport(application: 7, payload: .init(requests: []))
    #expect(try OutputFormat.text(.plain).render(report) == "Application 7  It waits for nothing.")
  }

  @Test func theHistoryTellsHowLongAndHowMuch() throws {
    var application = ApplicationRecord(
      id: 7, name: "count words", userID: 0, queue: "default", isDetached: false, startedAt: 1000)
    (application.endedAt, application.end, application.executors) = (3500, "Its driver ended.", 2)
    (application.usage.cpuMicroseconds, application.usage.memoryPeakBytes) = (1_234_567, 4096)
    let text = try OutputFormat.text(.plain).render(
      PastApplicationsReport(payload: .init(elements: [application], next: nil)))
    let expected = [
      "7", "root", "default", "1970-01-01T00:00:01Z", "2.500", "2", "1.235", "4096", "count", "words", "Its",
      "driver", "ended.",
    ]
    #expect(text.split(separator: "\n").last?.split(separator: " ").map(String.init) == expected)
  }

  /// What drivers report is theirs to say, and an earlier manager may have kept it.
  @Test(arguments: [TextStyle.plain, .terminal(nowUnixMilliseconds: 1_700_000_000_000)])
  func timesThatCannotBeBringNothingDown(style: TextStyle) throws {
    var job = JobRecord(application: 7, number: 1, name: "n", stages: 1, startedAt: .min)
    job.endedAt = .max
    var stage = StageRecord(application: 7, job: 1, number: 0, name: "n", tasks: .max, startedAt: .min)
    stage.endedAt = .max
    let attempt = AttemptSummary(
      AttemptRecord(
        partition: 0, number: 0, executor: 1, startMilliseconds: .min, durationMicroseconds: .max, outcome: .failed))
    let step = StepSummary(job, stages: [stage], tasks: nil, counts: nil, isJobOver: false)
    let texts = [
      try OutputFormat.text(style).render(JobsReport(payload: .init(elements: [job], next: nil))),
      try OutputFormat.text(style).render(StagesReport(payload: .init(elements: [stage], next: nil))),
      try OutputFormat.text(style).render(AttemptsReport(payload: .init(elements: [attempt], next: nil))),
      TableValue.duration(from: step.startedAt, to: step.endedAt).text(in: style),
      TableValue.moment(unixMilliseconds: .min).text(in: style),
      TableValue.moment(unixMilliseconds: .max).text(in: style),
    ]
    #expect(texts.allSatisfy { !$0.isEmpty })
    #expect(texts[2].contains("9223372036854.776"))
  }

  @Test(arguments: [
    ["--job", "1"], ["7", "--stage", "0"], ["--executors"], ["--limit", "0"], ["7", "--limit", "1001"],
  ])
  func halfAQuestionAboutTheHistoryIsRefused(arguments: [String]) {
    #expect(throws: (any Error).self) { try HistoryCommand.parse(arguments) }
  }

  @Test func anEventIsOneLine() {
    let event = FarmEvent(time: 0, kind: .executorEnded, application: 1, executor: 2, message: "a\nb")
    #expect(EventsCommand.line(event).split(separator: "\n").count == 1)
    #expect(EventsCommand.json(event).split(separator: "\n").count == 1)
  }
}
