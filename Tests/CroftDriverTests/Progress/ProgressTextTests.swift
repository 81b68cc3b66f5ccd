import Testing

@testable import CroftDriver

@Suite struct ProgressTextTests {
  private let half = ProgressSnapshot(
    name: "WordCount",
    stages: [stage(done: 100, of: 100), stage(done: 45, of: 100, running: 2, failed: 1, retried: 1)],
    failedTasks: 0, bytes: 1_234_567_890, elapsedNanoseconds: 60_000_000_000,
    pace: .init(tasks: 45, nanoseconds: 27_000_000_000))

  private let facts = "45 of 100 tasks, 2 running, 1 failed, 1 retried, 1.2 GB, 1.7/s, 0:33 left"

  @Test func aWideTerminalShowsABarOfFortyColumnsAtMost() {
    let bar = String(repeating: "=", count: 18) + ">" + String(repeating: " ", count: 21)
    #expect(ProgressText.bar(half, columns: 200) == "WordCount: stage 2 of 2 [\(bar)] \(facts)")
  }

  @Test(arguments: [110, 117, 130])
  func theBarTakesTheRoomThatIsLeft(columns: Int) {
    let line = ProgressText.bar(half, columns: columns)
    #expect(line.count == columns)
    #expect(line.hasSuffix("] \(facts)"))
  }

  @Test(arguments: [2, 20, 60, 96])
  func withoutRoomForABarTheTextIsCut(columns: Int) {
    #expect(ProgressText.bar(half, columns: columns) == "\("WordCount: stage 2 of 2 \(facts)".prefix(columns - 1))~")
  }

  @Test func aLineHasNoBar() {
    #expect(ProgressText.line(half) == "WordCount: stage 2 of 2, \(facts)")
  }

  @Test func stagesThatRunAtOnceAreAddedUp() {
    let snapshot = ProgressSnapshot(
      name: "Join", stages: [stage(done: 1, of: 4, running: 1), stage(done: 0, of: 2, running: 1), stage(of: 9)],
      failedTasks: 0, bytes: 0, elapsedNanoseconds: 0, pace: nil)
    #expect(ProgressText.line(snapshot) == "Join: stage 1+2 of 3, 1 of 6 tasks, 2 running")
  }

  @Test func ofAJobWithOneStageTheTasksAreTold() {
    let snapshot = ProgressSnapshot(
      name: "gzip", stages: [stage(done: 3, of: 8, running: 2, failed: 5, retried: 4)], failedTasks: 1, bytes: 0,
      elapsedNanoseconds: 0, pace: .init(tasks: 3, nanoseconds: 60_000_000_000))
    let facts = "3 of 8 tasks, 2 running, 5 failed, 4 retried, 1 given up, 3.0/min, 1:40 left"
    #expect(ProgressText.line(snapshot) == "gzip: \(facts)")
    #expect(ProgressText.bar(snapshot, columns: 100).hasPrefix("gzip: [=====>         ] 3 of 8"))
  }

  @Test func aJobWithoutExecutorsWaits() {
    let snapshot = ProgressSnapshot(
      name: "Job", stages: [stage(of: 9)], failedTasks: 0, bytes: 0, elapsedNanoseconds: 0,
      pace: nil)
    #expect(ProgressText.line(snapshot) == "Job: waiting, 0 of 9 tasks, 0 running")
  }

  @Test func aNameThatATerminalWouldObeyIsMadeHarmlessAndALongOneCut() {
    let name = "a\nb\u{1B}[2J" + String(repeating: "x", count: 50)
    let snapshot = ProgressSnapshot(
      name: name, stages: [stage(of: 9)], failedTasks: 0, bytes: 0, elapsedNanoseconds: 0,
      pace: nil)
    #expect(ProgressText.line(snapshot).hasPrefix("a?b?[2J" + String(repeating: "x", count: 32) + "~: waiting"))
  }

  @Test func whatIsLeftIsReckonedFromTheTasksOfThisRun() {
    // Of the 60 that are done, an earlier run did 50: ten took five seconds, so forty take twenty.
    let snapshot = ProgressSnapshot(
      name: "Job", stages: [stage(done: 60, of: 100, running: 1)], failedTasks: 0, bytes: 0, elapsedNanoseconds: 0,
      pace: .init(tasks: 10, nanoseconds: 5_000_000_000))
    #expect(snapshot.secondsLeft == 20)
  }

  @Test func nothingIsSaidOfTheTimeLeftBeforeATaskHasEnded() {
    #expect(half.with(pace: nil).secondsLeft == nil)
    #expect(half.with(pace: .init(tasks: 0, nanoseconds: 5)).secondsLeft == nil)
    #expect(half.with(pace: .init(tasks: 1, nanoseconds: .max)).secondsLeft == 1_000_000_000)
  }

  @Test(arguments: [
    (0, "0:00"), (7, "0:07"), (754, "12:34"), (3600, "1:00:00"), (360_000, "100:00:00"),
  ])
  func durationsReadAsOnAClock(seconds: Int, text: String) {
    #expect(HumanReadable.duration(seconds: seconds) == text)
  }

  @Test(arguments: [(0.05, "3.0/min"), (0.999, "59.9/min"), (1, "1.0/s"), (99.94, "99.9/s"), (1234.4, "1234/s")])
  func ratesReadInTheUnitThatFits(perSecond: Double, text: String) {
    #expect(HumanReadable.rate(perSecond: perSecond) == text)
  }

  @Test(
    arguments: [
      (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (999_949, "999.9 kB"), (999_950, "1.0 MB"),
      (1_250_000_000, "1.3 GB"), (UInt64.max, "18.4 EB"),
    ] as [(UInt64, String)])
  func bytesReadInPowersOfAThousand(count: UInt64, text: String) {
    #expect(HumanReadable.bytes(count) == text)
  }
}

private func stage(
  done: Int = 0, of total: Int, running: Int = 0, failed: Int = 0, retried: Int = 0
) -> JobProgress.Stage {
  JobProgress.Stage(total: total, done: done, running: running, failed: failed, retried: retried, isDormant: false)
}

extension ProgressSnapshot {
  fileprivate func with(pace: Pace?) -> ProgressSnapshot {
    ProgressSnapshot(
      name: name, stages: stages, failedTasks: failedTasks, bytes: bytes, elapsedNanoseconds: elapsedNanoseconds,
      pace: pace)
  }
}
