import CroftLinux
import CroftProtocol
import Testing

@testable import CroftManager

@Suite struct HistoryTests {
  private let one = ApplicationID(1)

  @Test func whatIsRecordedIsFound() throws {
    try withTemporaryDirectory { path in
      let store = try Store.quiet(in: path)
      store.record([
        .application(HistorySamples.application(1)), .executor(HistorySamples.executor(1, 1, hasEnded: false)),
        .executor(HistorySamples.executor(1, 2)), .job(HistorySamples.job(1, 1)),
        .stage(HistorySamples.stage(1, job: 1, 0)), .stage(HistorySamples.stage(1, job: 1, 1)),
      ])
      #expect(
        try store.executors(of: one).elements == [
          HistorySamples.executor(1, 1, hasEnded: false), HistorySamples.executor(1, 2),
        ])
      #expect(try store.jobs(of: one).elements == [HistorySamples.job(1, 1)])
      #expect(
        try store.stages(of: one, job: JobID(1)).elements == [
          HistorySamples.stage(1, job: 1, 0), HistorySamples.stage(1, job: 1, 1),
        ])
      #expect(store.lostHistory == LostHistory())
    }
  }

  @Test func anEndReplacesTheBeginning() throws {
    try withTemporaryDirectory { path in
      let store = try Store.quiet(in: path)
      let ended = HistorySamples.application(1, endedAt: HistorySamples.now + 9)
      store.record([.application(HistorySamples.application(1)), .job(HistorySamples.job(1, 1))])
      store.record([.application(ended)])
      #expect(try store.application(one) == ended)
      #expect(try store.jobs(of: one).elements.count == 1)
      #expect(try store.application(ApplicationID(2)) == nil)
    }
  }

  @Test func whatADriverTellsOfItsTasksIsKeptAndWhatItDoesNotTellStays() throws {
    try withTemporaryDirectory { path in
      let store = try Store.quiet(in: path)
      var expected = HistorySamples.application(1)
      store.record([.application(expected)])
      #expect(try store.application(one)?.tasks == nil)
      expected.tasks = TaskCounts(total: 9, succeeded: 4, failed: 1)
      store.record([.progress(one, expected.tasks, exitStatus: nil)])
      #expect(try store.application(one) == expected)
      expected.exitStatus = 7
      store.record([.progress(one, nil, exitStatus: 7), .progress(ApplicationID(2), expected.tasks, exitStatus: 1)])
      #expect(try store.applications().elements == [expected])
    }
  }

  @Test(arguments: [
    ("", [4, 3, 2, 1]), ("a", [3, 2, 1]), ("ab", [2, 1]), ("ab_", []), ("abc", [2]), ("%", []), ("b", [4]), ("c", []),
  ])
  func applicationsAreFoundByTheBeginningOfTheirNames(beginning: String, found: [Int]) throws {
    try withTemporaryDirectory { path in
      let store = try Store.quiet(in: path)
      for (id, name) in [(1, "ab"), (2, "abc"), (3, "aé"), (4, "b")] {
        var record = HistorySamples.application(id, userID: id % 2)
        record.name = name
        store.record([.application(record)])
      }
      #expect(try all { try store.applications(name: beginning, after: $0, limit: 1) }.map(\.id) == found)
      let odd = try store.applications(userID: 1, name: beginning)
      #expect(odd.elements.map(\.id) == found.filter { $0 % 2 == 1 })
    }
  }

  @Test func anApplicationHasUsedWhatItsExecutorsHave() throws {
    try withTemporaryDirectory { path in
      let store = try Store.quiet(in: path)
      store.record([.application(HistorySamples.application(1))])
      store.record((1...3).map { .executor(HistorySamples.executor(1, $0)) })
      store.record([.executor(HistorySamples.executor(1, 4, hasEnded: false))])
      let found = try #require(try store.applications().elements.first)
      #expect(found.executors == 3)
      #expect(found.usage.cpuMicroseconds == 60)
      #expect(found.usage.memoryPeakBytes == 300)
      #expect(found.usage.outOfMemoryKills == 3)
    }
  }

  @Test(arguments: [1, 3, 7, 100])
  func pagesAddUpToTheWhole(limit: Int) throws {
    try withTemporaryDirectory { path in
      let store = try Store.quiet(in: path)
      for id in 1...10 {
        store.record([.application(HistorySamples.application(id, userID: id % 2))])
      }
      store.record((1...10).map { .job(HistorySamples.job(1, $0)) })
      store.record((0..<10).map { .stage(HistorySamples.stage(1, job: 1, $0)) })
      #expect(try all { try store.applications(after: $0, limit: limit) }.map(\.id) == (1...10).reversed())
      #expect(
        try all { try store.applications(userID: 1, after: $0, limit: limit) }.map(\.id) == [9, 7, 5, 3, 1])
      #expect(try all { try store.jobs(of: one, after: $0, limit: limit) }.map(\.number) == Array(1...10))
      #expect(
        try all { try store.stages(of: one, job: JobID(1), after: $0, limit: limit) }.map(\.number) == Array(0..<10))
    }
  }

  @Test(arguments: [1, 9, 10, 11, 25, 1000])
  func attemptsArePagedAcrossBatches(limit: Int) throws {
    try withTemporaryDirectory { path in
      let store = try Store.quiet(in: path)
      store.record([.application(HistorySamples.application(1))])
      for first in stride(from: 0, to: 50, by: 10) {
        store.record([
          .attempts(one, packed: HistorySamples.packed(10, from: first)),
          // Those of other stages lie in between.
          .attempts(one, packed: HistorySamples.packed(3, stage: 1)),
          .attempts(one, packed: HistorySamples.packed(3, job: 2)),
        ])
      }
      let found = try all { try store.attempts(of: one, job: JobID(1), stage: 0, after: $0, limit: limit) }
      #expect(found == HistorySamples.attempts(0..<50))
    }
  }

  @Test func aPageIsNeverLongerThanAllowed() throws {
    try withTemporaryDirectory { path in
      let store = try Store.quiet(in: path)
      store.record([
        .application(HistorySamples.application(1)), .attempts(one, packed: HistorySamples.packed(5000)),
      ])
      let page = try store.attempts(of: one, job: JobID(1), stage: 0, limit: .max)
      #expect(page.elements.count == 1000)
      #expect(try store.attempts(of: one, job: JobID(1), stage: 0, limit: .min).elements.count == 1)
      #expect(try store.attempts(of: one, job: JobID(1), stage: 0, after: .max).elements == [])
      #expect(try store.attempts(of: one, job: JobID(1), stage: 0, after: .min).elements.count == 100)
    }
  }

  @Test func oneBadEntryDoesntKeepTheOthersOut() throws {
    try withTemporaryDirectory { path in
      let store = try Store.quiet(in: path)
      store.record([
        .application(HistorySamples.application(1)), .attempts(one, packed: [9, 9]), .job(HistorySamples.job(2, 1)),
        .attempts(ApplicationID(2), packed: HistorySamples.packed(3)), .job(HistorySamples.job(1, 1)),
      ])
      #expect(store.lostHistory.entries == 3)
      #expect(try store.jobs(of: one).elements == [HistorySamples.job(1, 1)])
    }
  }

  @Test func longTextsAreCut() throws {
    try withTemporaryDirectory { path in
      let store = try Store.quiet(in: path)
      var job = HistorySamples.job(1, 1)
      job.name = String(repeating: "n", count: 100_000)
      job.error = String(repeating: "e", count: 100_000)
      store.record([.application(HistorySamples.application(1)), .job(job)])
      let found = try #require(try store.jobs(of: one).elements.first)
      #expect(found.name.utf8.count == HistoryEntry.maximumNameBytes)
      #expect(found.error?.utf8.count == HistoryEntry.maximumErrorBytes)
    }
  }

  @Test func whatNobodyCanRecoverIsEnded() throws {
    try withTemporaryDirectory { path in
      let store = try Store.quiet(in: path)
      try store.apply(StoreSamples.everything(of: 1))
      store.record((1...2).map { .application(HistorySamples.application($0)) })
      store.record([1, 3].map { .executor(HistorySamples.executor(1, $0, hasEnded: false)) })
      let later = HistorySamples.now + 77
      #expect(try store.closeAbandonedHistory(now: later) == 1)
      #expect(try store.application(one)?.endedAt == nil)
      #expect(try store.application(ApplicationID(2))?.endedAt == later)
      #expect(try store.executors(of: one).elements.map(\.endedAt) == [nil, later])
      #expect(try store.closeAbandonedHistory(now: later) == 0)
    }
  }

  /// Turns the pages until the last.
  private func all<Element>(_ page: (Int?) throws -> HistoryPage<Element>) throws -> [Element] {
    var found: [Element] = []
    var cursor: Int?
    repeat {
      let next = try page(cursor)
      found += next.elements
      cursor = next.next
    } while cursor != nil
    return found
  }

  @Test func whatStillRunsIsFoundWithoutLookingAtWhatHasEnded() throws {
    try withTemporaryDirectory { path in
      let plan = try Store.quiet(in: path).plan(
        """
        SELECT number FROM pastExecutor
        WHERE endedAt IS NULL AND (application, number) NOT IN (SELECT application, executor FROM executor)
        """)
      #expect(plan.contains { $0.contains("INDEX pastExecutorRunning") }, "\(plan)")
    }
  }
}
