import CroftLinux
import CroftProtocol
import Glibc
import Testing

@testable import CroftManager

@Suite struct StoreTests {
  @Test func whatIsStoredIsRecovered() throws {
    try withTemporaryDirectory { path in
      do {
        let store = try Store.quiet(in: path)
        #expect(try store.recover() == StoredState())
        try store.apply(StoreSamples.everything(of: 1) + StoreSamples.everything(of: 2))
        #expect(try store.recover() == StoreSamples.state(of: [1, 2]))
      }
      #expect(try Store.quiet(in: path).recover() == StoreSamples.state(of: [1, 2]))
    }
  }

  @Test func changesMayBeAppliedTwice() throws {
    try withTemporaryDirectory { path in
      let store = try Store.quiet(in: path)
      for _ in 0..<2 { try store.apply(StoreSamples.everything(of: 1)) }
      #expect(try store.recover() == StoreSamples.state(of: [1]))
      for _ in 0..<2 { try store.apply([.allocator(.removeExecutor(StoreSamples.key(1, 1)))]) }
      #expect(try store.recover().allocator.executors == [StoreSamples.executor(1, 2)])
    }
  }

  @Test func aRowIsReplacedWithoutWhatBelongsToIt() throws {
    try withTemporaryDirectory { path in
      let store = try Store.quiet(in: path)
      try store.apply(StoreSamples.everything(of: 1))
      var changed = StoreSamples.application(1)
      changed.name = "another"
      try store.apply([.putApplication(changed)])
      var expected = StoreSamples.state(of: [1])
      expected.applications = [changed]
      #expect(try store.recover() == expected)
    }
  }

  @Test func eachRemovalTakesJustItsRow() throws {
    try withTemporaryDirectory { path in
      let store = try Store.quiet(in: path)
      try store.apply(StoreSamples.everything(of: 1) + StoreSamples.everything(of: 2))
      let id = ApplicationID(2)
      try store.apply([
        .allocator(.removeExecutor(StoreSamples.key(2, 1))), .allocator(.removeRequest(StoreSamples.request(2).key)),
        .allocator(.removeReclaim(id: StoreSamples.reclaim(2).id)), .allocator(.setDraining(false)),
        .removeDriverProcess(id), .setPool(nil),
      ])
      var expected = StoreSamples.state(of: [1, 2])
      expected.allocator.executors.removeAll { $0.key == StoreSamples.key(2, 1) }
      expected.processes.removeAll { $0.application == id }
      expected.allocator.requests.removeAll { $0.key.application == id }
      expected.allocator.reclaims.removeAll { $0.application == id }
      expected.allocator.isDraining = false
      expected.pool = nil
      #expect(try store.recover() == expected)
    }
  }

  @Test func anApplicationTakesEverythingWithIt() throws {
    try withTemporaryDirectory { path in
      let store = try Store.quiet(in: path)
      try store.apply(StoreSamples.everything(of: 1) + StoreSamples.everything(of: 2))
      try store.apply([.allocator(.removeApplication(ApplicationID(1)))])
      #expect(try store.recover() == StoreSamples.state(of: [2]))
    }
  }

  @Test func ofChangesThatCantAllBeWrittenNoneIs() throws {
    try withTemporaryDirectory { path in
      let store = try Store.quiet(in: path)
      let error = #expect(throws: StoreError.self) {
        try store.apply([.setPool(StoreSamples.pool), .allocator(.putExecutor(StoreSamples.executor(9, 1)))])
      }
      #expect(error?.code == .failed)
      #expect(try store.recover() == StoredState())
    }
  }

  @Test func numbersAreNeverGivenOutTwice() throws {
    try withTemporaryDirectory { path in
      do {
        let store = try Store.quiet(in: path)
        #expect(try store.nextApplication() == ApplicationID(1))
        #expect(try store.nextApplication() == ApplicationID(2))
      }
      let store = try Store.quiet(in: path)
      #expect(try store.nextApplication() == ApplicationID(3))
      try store.skipApplications(through: 2)
      #expect(try store.nextApplication() == ApplicationID(4))
      try store.skipApplications(through: 9)
      #expect(try store.nextApplication() == ApplicationID(10))
    }
  }

  @Test func nobodyElseMayReadIt() throws {
    try withTemporaryDirectory { path in
      try FileDescriptor.open(path + "/croft.db", flags: O_WRONLY | O_CREAT, mode: 0o644).writeAll("")
      let store = try Store.quiet(in: path)
      try store.apply(StoreSamples.everything(of: 1))
      for name in try FileSystem.list(path) {
        #expect(try FileSystem.status("\(path)/\(name)")?.permissions == 0o600, "\(name)")
      }
      withExtendedLifetime(store) {}
    }
  }

  @Test func anErrorHoldsNoSecret() throws {
    try withTemporaryDirectory { path in
      let store = try Store.cramped(in: path)
      var large = StoreSamples.application(1)
      large.directory = String(repeating: "/d", count: 200_000)
      let error = #expect(throws: StoreError.self) { try store.apply([.putApplication(large)]) }
      #expect(error?.description.contains("secret") == false)
    }
  }
}
