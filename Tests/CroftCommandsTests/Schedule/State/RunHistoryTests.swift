import CroftLinux
import CroftTesting
import Testing

@testable import CroftCommands

@Suite struct RunHistoryTests {
  private static func run(_ number: Int, at logicalTime: Int) -> ScheduledRun {
    ScheduledRun(
      number: number, logicalTime: logicalTime, windowStart: logicalTime - 1000, trigger: .backfill, attempt: 1,
      startedAt: number)
  }

  private static func add(_ run: ScheduledRun, to history: RunHistory, ended: Bool = true) throws {
    try history.append(HistoryLine(run: run))
    let end = RunEnd(run: run.number, endedAt: run.startedAt + 1, outcome: .succeeded, exitStatus: 0)
    if ended { try history.append(HistoryLine(end: end)) }
  }

  @Test func anotherReaderSeesTheSameRuns() async throws {
    try await TemporaryDirectory.with { directory in
      let history = RunHistory(path: directory + "/history.jsonl")
      try Self.add(Self.run(1, at: 1000), to: history)
      try Self.add(Self.run(2, at: 2000), to: history, ended: false)
      let other = RunHistory(path: history.path)
      try other.refresh()
      #expect(other.runs == history.runs)
      #expect(other.runs.map { $0.end?.outcome } == [.succeeded, nil])
      try Self.add(Self.run(3, at: 1000), to: history)
      try other.refresh()
      #expect(other.runs(ofLogicalTime: 1000).map(\.number) == [1, 3])
      #expect(other.damagedLines == 0)
    }
  }

  @Test func aDamagedLineHidesNoOther() async throws {
    try await TemporaryDirectory.with { directory in
      let history = RunHistory(path: directory + "/history.jsonl")
      try Self.add(Self.run(1, at: 1000), to: history)
      let whole = try TestFile.read(history.path)
      // A crash cut the next line off.
      try TestFile.write(whole + "{\"run\":{\"numb", to: history.path)
      let next = RunHistory(path: history.path)
      try next.refresh()
      try Self.add(Self.run(2, at: 2000), to: next)
      #expect(next.runs.map(\.number) == [1, 2])
      #expect(next.damagedLines == 1)
    }
  }

  @Test func onlyTheNewestRunsAndTheUnfinishedOnesAreKept() async throws {
    try await TemporaryDirectory.with { directory in
      let history = RunHistory(path: directory + "/history.jsonl")
      for number in 1...12 { try Self.add(Self.run(number, at: number * 1000), to: history, ended: number != 2) }
      try history.prune(maximumRuns: 5, slack: 7)
      #expect(history.runs.count == 12)
      try history.prune(maximumRuns: 5, slack: 6)
      #expect(history.runs.map(\.number) == [2, 8, 9, 10, 11, 12])
      let other = RunHistory(path: history.path)
      try other.refresh()
      #expect(other.runs == history.runs)
      try Self.add(Self.run(13, at: 13_000), to: history)
      #expect(history.runs.last?.end?.outcome == .succeeded)
    }
  }

  /// Written by the first version of the format. A change that can't read it has to raise the version.
  @Test func aStoredHistoryIsRead() async throws {
    try await TemporaryDirectory.with { directory in
      let path = directory + "/history.jsonl"
      try TestFile.write(
        """
        {"version":1}
        {"run":{"number":7,"logicalTime":2000,"windowStart":1000,"trigger":"catch-up","attempt":2,"startedAt":2001}}
        {"process":{"run":7,"processID":99,"startTime":5,"bootID":"b"}}
        {"end":{"run":7,"endedAt":2002,"outcome":"timed out","signal":15}}

        """, to: path)
      let history = RunHistory(path: path)
      try history.refresh()
      let run = try #require(history.runs.first)
      #expect(run.trigger == .catchUp)
      #expect(run.process?.processID == 99)
      #expect(run.end == RunEnd(run: 7, endedAt: 2002, outcome: .timedOut, signal: 15))
      #expect(history.damagedLines == 0)
    }
  }

  @Test func aNewersHistoryIsLeftAlone() async throws {
    try await TemporaryDirectory.with { directory in
      let path = directory + "/history.jsonl"
      try TestFile.write("{\"version\":2}\n", to: path)
      #expect(throws: ScheduleError.self) { try RunHistory(path: path).refresh() }
    }
  }
}
