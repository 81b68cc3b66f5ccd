import CroftLinux
import CroftProtocol
import Testing

@testable import CroftManager

@Suite struct PruningTests {
  private static let now = HistorySamples.now
  private static let day = 86_400_000
  private let large = HistoryLimits(maximumAgeMilliseconds: 90 * day, maximumBytes: 1 << 30)

  /// Prunes until there is nothing more to do.
  private func pruneAll(_ store: Store, now: Int = now, _ limits: HistoryLimits) throws -> Store.Pruned {
    var total = Store.Pruned()
    for _ in 0..<10_000 {
      let pruned = try store.prune(now: now, limits: limits)
      total.applications += pruned.applications
      total.batches += pruned.batches
      if pruned.isDone { return total }
    }
    Issue.record("pruning doesn't come to an end")
    return total
  }

  private func fill(_ store: Store, ended: ClosedRange<Int>, attempts: Int = 10) {
    for id in ended {
      store.record([
        .application(HistorySamples.application(id, endedAt: Self.now + id)), .executor(HistorySamples.executor(id, 1)),
        .job(HistorySamples.job(id, 1)), .stage(HistorySamples.stage(id, job: 1, 0)),
        .attempts(ApplicationID(id), packed: HistorySamples.packed(attempts)),
      ])
    }
  }

  @Test func whatIsTooOldGoesWithAllThatBelongsToIt() throws {
    try withTemporaryDirectory { path in
      let store = try Store.quiet(in: path)
      fill(store, ended: 1...50)
      store.record([.application(HistorySamples.application(51))])
      // The first forty ended before that; the last never did.
      let later = Self.now + 41 + 90 * Self.day
      #expect(try pruneAll(store, now: later, large).applications == 40)
      #expect(try store.applications(limit: 100).elements.map(\.id) == (41...51).reversed())
      #expect(try store.attempts(of: ApplicationID(40), job: JobID(1), stage: 0).elements == [])
      #expect(try store.attempts(of: ApplicationID(41), job: JobID(1), stage: 0).elements.count == 10)
      #expect(try store.jobs(of: ApplicationID(1)).elements == [])
    }
  }

  @Test func theOldestGoWhileItIsTooLarge() throws {
    try withTemporaryDirectory { path in
      let store = try Store.quiet(in: path)
      fill(store, ended: 1...40, attempts: 8000)
      let limit = 1 << 20
      let pruned = try pruneAll(store, HistoryLimits(maximumAgeMilliseconds: .max / 2, maximumBytes: limit))
      let left = try store.applications(limit: 100).elements.map(\.id)
      #expect(left == ((pruned.applications + 1)...40).reversed())
      #expect((10...30).contains(left.count))
      #expect(pruned.batches == 0)
      try store.checkpoint()
      #expect(try FileSystem.status(store.path)?.size ?? 0 <= limit)
    }
  }

  @Test func whoHoldsTheMostMakesRoomForOthers() throws {
    try withTemporaryDirectory { path in
      let store = try Store.quiet(in: path)
      // Another user's, which ended first of all.
      fill(store, ended: 1...5)
      for id in 6...45 {
        store.record([
          .application(HistorySamples.application(id, userID: 1001, endedAt: Self.now + id)),
          .attempts(ApplicationID(id), packed: HistorySamples.packed(8000)),
        ])
      }
      let limits = HistoryLimits(maximumAgeMilliseconds: .max / 2, maximumBytes: 1 << 20)
      let pruned = try pruneAll(store, limits).applications
      #expect(pruned > 0)
      let left = try store.applications(limit: 100).elements
      #expect(left.filter { $0.userID == 1000 }.map(\.id) == [5, 4, 3, 2, 1])
      #expect(left.filter { $0.userID == 1001 }.map(\.id) == ((6 + pruned)...45).reversed())
    }
  }

  @Test func reportsOfARunningApplicationPushOutNobodyElses() throws {
    try withTemporaryDirectory { path in
      let store = try Store.quiet(in: path)
      fill(store, ended: 1...5)
      store.record([.application(HistorySamples.application(6, userID: 1001))])
      for _ in 0..<60 { store.record([.attempts(ApplicationID(6), packed: HistorySamples.packed(8000))]) }
      let pruned = try pruneAll(store, HistoryLimits(maximumAgeMilliseconds: .max / 2, maximumBytes: 1 << 20))
      #expect(pruned.applications == 0)
      #expect(pruned.batches > 0)
      #expect(try store.applications(limit: 100).elements.count == 6)
    }
  }

  @Test func whatAUserHoldsIsCountedAsItComesAndGoes() throws {
    try withTemporaryDirectory { path in
      let store = try Store.quiet(in: path)
      func held() throws -> [Int] { try store.numbers("SELECT bytes FROM pastApplication ORDER BY id") }
      store.record([.application(HistorySamples.application(1)), .application(HistorySamples.application(2))])
      let empty = try held()
      #expect(empty[0] == empty[1] && empty[0] > 0)
      let packed = HistorySamples.packed(100)
      var job = HistorySamples.job(1, 1)
      job.error = nil
      store.record([.attempts(ApplicationID(1), packed: packed), .job(job)])
      let filled = try held()
      #expect(filled[0] > empty[0] + packed.count && filled[1] == empty[1])
      job.error = String(repeating: "e", count: 1000)
      store.record([.job(job)])
      #expect(try held()[0] == filled[0] + 1000)
      store.record([.job(job)])
      #expect(try held()[0] == filled[0] + 1000, "a row that is put again takes no more room")
      try store.execute("DELETE FROM attemptBatch")
      #expect(try held()[0] < filled[0] + 1000 - packed.count)
    }
  }

  @Test func aLargeApplicationGoesAPieceAtATime() throws {
    try withTemporaryDirectory { path in
      let store = try Store.quiet(in: path)
      store.record([.application(HistorySamples.application(1, endedAt: Self.now))])
      store.record((0..<600).map { _ in .attempts(ApplicationID(1), packed: HistorySamples.packed(1)) })
      let limits = HistoryLimits(maximumAgeMilliseconds: 0, maximumBytes: 1 << 30)
      let counts = try (0..<4).map { _ in try store.prune(now: Self.now + 1, limits: limits).applications }
      #expect(counts == [0, 0, 1, 0])
    }
  }

  @Test func ofRunningApplicationsOnlyAttemptsGo() throws {
    try withTemporaryDirectory { path in
      let store = try Store.quiet(in: path)
      store.record([.application(HistorySamples.application(1)), .job(HistorySamples.job(1, 1))])
      for _ in 0..<40 { store.record([.attempts(ApplicationID(1), packed: HistorySamples.packed(8000))]) }
      let pruned = try pruneAll(store, HistoryLimits(maximumAgeMilliseconds: 0, maximumBytes: 300_000))
      #expect(pruned.applications == 0)
      #expect(pruned.batches > 0)
      #expect(try store.jobs(of: ApplicationID(1)).elements.count == 1)
      #expect(!store.isHistoryFull)
    }
  }

  @Test func whatCantBePrunedStopsDriversReports() throws {
    try withTemporaryDirectory { path in
      let store = try Store.quiet(in: path)
      store.record([.application(HistorySamples.application(1))])
      _ = try pruneAll(store, HistoryLimits(maximumAgeMilliseconds: 0, maximumBytes: 0))
      #expect(store.isHistoryFull)
      store.record([.job(HistorySamples.job(1, 1)), .executor(HistorySamples.executor(1, 1))])
      #expect(try store.jobs(of: ApplicationID(1)).elements == [])
      #expect(try store.executors(of: ApplicationID(1)).elements.count == 1)
      #expect(store.lostHistory.entries == 1)
      _ = try pruneAll(store, large)
      store.record([.job(HistorySamples.job(1, 1))])
      #expect(try store.jobs(of: ApplicationID(1)).elements.count == 1)
    }
  }
}
