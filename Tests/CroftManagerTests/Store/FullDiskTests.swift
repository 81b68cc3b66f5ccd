import CroftProtocol
import Testing

@testable import CroftManager

/// A limit on the database's pages is met with the same answer of SQLite's as a full disk is.
@Suite struct FullDiskTests {
  /// More than fits.
  private func large(_ id: Int) -> StoredApplication {
    var application = StoreSamples.application(id)
    application.environment = [String(repeating: "x", count: 400_000)]
    return application
  }

  @Test func aFullDiskIsNamedAndLeavesTheStateWhole() throws {
    try withTemporaryDirectory { path in
      let store = try Store.cramped(in: path)
      try store.apply(StoreSamples.everything(of: 1))
      let error = #expect(throws: StoreError.self) {
        try store.apply([.allocator(.removeApplication(ApplicationID(1))), .putApplication(large(2))])
      }
      #expect(error?.code == .diskFull)
      #expect(error?.description.hasSuffix("make room on its disk") == true)
      #expect(try store.recover() == StoreSamples.state(of: [1]))
      try store.apply([.allocator(.removeApplication(ApplicationID(1)))])
      #expect(try store.recover().applications == [])
    }
  }

  @Test func whatHasHappenedIsKeptUntilItCanBeWritten() throws {
    try withTemporaryDirectory { path in
      let store = try Store.cramped(in: path)
      try store.apply(StoreSamples.everything(of: 1) + StoreSamples.everything(of: 2))
      let error = store.applyOrKeep([
        .allocator(.removeExecutor(StoreSamples.key(1, 1))), .putApplication(large(2)),
      ])
      #expect(error?.code == .diskFull)
      #expect(store.keptCount == 2)
      #expect(store.applyOrKeep([.allocator(.putRequest(StoreSamples.request(2)))])?.code == .diskFull)
      // The last change to a row is the one that counts: this takes the large row's place.
      #expect(store.applyOrKeep([.allocator(.removeApplication(ApplicationID(2)))]) == nil)
      #expect(store.keptCount == 0)
      var expected = StoreSamples.state(of: [1])
      expected.allocator.executors.removeFirst()
      expected.processes.removeLast()
      #expect(try store.recover() == expected)
    }
  }

  @Test func theHistoryIsLostRatherThanTheFarm() throws {
    try withTemporaryDirectory { path in
      let store = try Store.cramped(in: path)
      store.record([.application(HistorySamples.application(1))])
      for _ in 0..<200 { store.record([.attempts(ApplicationID(1), packed: HistorySamples.packed(1000))]) }
      #expect(store.lostHistory.entries > 100)
      #expect(store.lostHistory.reason?.contains("make room on its disk") == true)
      #expect(try store.application(ApplicationID(1)) != nil)
    }
  }
}
