import CroftProtocol
import Testing

@testable import CroftDriver

@Suite struct HistoryOutboxTests {
  private static let application = ApplicationID(5)

  private static func job(_ number: Int, name: String = "job") -> JobRecord {
    JobRecord(application: 5, number: number, name: name, stages: 1, startedAt: 1)
  }

  private static func batch(_ count: Int, job: UInt32 = 1) -> AttemptBatch {
    let attempts = (0..<count).map {
      AttemptRecord(
        partition: UInt32($0), number: 0, executor: 1, startMilliseconds: $0, durationMicroseconds: 1,
        outcome: .succeeded)
    }
    return AttemptBatch(job: JobID(job), stage: 0, attempts: attempts)
  }

  @Test func whatThereIsGoesIntoOneCall() throws {
    var outbox = HistoryOutbox()
    outbox.add(Self.job(1))
    outbox.add(StageRecord(application: 5, job: 1, number: 0, name: "map", tasks: 2, startedAt: 1))
    outbox.add(Self.batch(2))
    let next = outbox.next(of: Self.application)
    let report = try #require(next)
    #expect(report.jobs == [Self.job(1)])
    #expect(report.stages.map(\.name) == ["map"])
    let packed = try report.attempts.map { try AttemptBatch(decoding: #require(Base64.decode($0))) }
    #expect(packed == [Self.batch(2)])
    #expect(outbox.isEmpty && outbox.next(of: Self.application) == nil)
  }

  @Test func theLatestWordOnAJobCounts() throws {
    var outbox = HistoryOutbox()
    outbox.add(Self.job(1))
    var ended = Self.job(1)
    ended.outcome = .succeeded
    outbox.add(ended)
    #expect(outbox.next(of: Self.application)?.jobs == [ended])
  }

  @Test func tasksAndTheExitStatusAreToldOnceAndAgainWhenThatWasLost() throws {
    var outbox = HistoryOutbox()
    let (early, late) = (TaskCounts(total: 2), TaskCounts(total: 2, succeeded: 1))
    outbox.tasks = early
    #expect(outbox.next(of: Self.application) == ReportHistory(application: 5, tasks: early))
    #expect(outbox.next(of: Self.application) == nil)
    outbox.tasks = late
    outbox.exitStatus = 1
    #expect(outbox.next(of: Self.application) == ReportHistory(application: 5, tasks: late, exitStatus: 1))
    outbox.loseConnection()
    #expect(outbox.next(of: Self.application) == ReportHistory(application: 5, tasks: late, exitStatus: 1))
  }

  @Test func noCallIsLongerThanTheManagerTakes() throws {
    var outbox = HistoryOutbox()
    // A control character takes six bytes in JSON.
    for number in 0..<300 { outbox.add(Self.job(number, name: String(repeating: "\u{1}", count: 512))) }
    for _ in 0..<20 { outbox.add(Self.batch(1000)) }
    var (jobs, attempts) = (0, 0)
    while let report = outbox.next(of: Self.application) {
      #expect(try VarlinkFramer.frame(report.call().json).count < 60 << 10)
      jobs += report.jobs.count
      attempts += report.attempts.count
    }
    #expect(jobs == 300 && attempts == 20)
  }

  @Test func whatRunsIsToldInACallThatTheManagerTakesAndNotAfterALostOne() throws {
    var outbox = HistoryOutbox()
    let longest = RunningAttempt(
      job: Int(UInt32.max), stage: Int(UInt16.max), partition: Int(UInt32.max), number: Int(UInt16.max),
      executor: Int(UInt32.max), startedAt: 1 << 53)
    outbox.running = Array(repeating: longest, count: RunningAttempt.mostTold)
    for _ in 0..<20 { outbox.add(Self.batch(1000)) }
    var (told, attempts) = (0, 0)
    while let report = outbox.next(of: Self.application) {
      #expect(try VarlinkFramer.frame(report.call().json).count < 60 << 10)
      told += report.running?.count ?? 0
      attempts += report.attempts.count
    }
    #expect(told == RunningAttempt.mostTold && attempts == 20)
    outbox.running = []
    #expect(outbox.next(of: Self.application) == ReportHistory(application: 5, running: []))
    outbox.running = [longest]
    outbox.loseConnection()
    #expect(outbox.next(of: Self.application) == nil)
  }

  @Test func theOldestAttemptsAreDroppedAndCountedWhenTheManagerDoesNotKeepUp() {
    var outbox = HistoryOutbox()
    for _ in 0..<130 { outbox.add(Self.batch(10)) }
    #expect(outbox.droppedAttempts == 20)
  }

  @Test func recordsOfALostCallAreToldAgainAndAttemptsAreNot() throws {
    var outbox = HistoryOutbox()
    outbox.add(Self.job(1))
    outbox.add(Self.batch(1))
    _ = outbox.next(of: Self.application)
    outbox.loseConnection()
    let next = outbox.next(of: Self.application)
    let again = try #require(next)
    #expect(again.jobs == [Self.job(1)])
    #expect(again.attempts == [])
    outbox.noteAnswer()
    #expect(outbox.unansweredCount == 0)
  }
}
