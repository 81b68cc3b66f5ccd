import CroftLinux
import CroftProtocol
import Glibc
import Testing

@testable import CroftManager

/// A manager takes over from the one before it.
@Suite struct RecoveryTests {
  @Test func executorsGoOnUnderTheNextManager() throws {
    try RunningManager.with { manager in
      let driver = try TestApplication(manager)
      _ = try driver.request(1)
      let executor = try driver.nextGrant()
      var answer = ""
      let next = try manager.restarted { answer = try executor.ask("s") }
      #expect(answer.hasPrefix("trial"), "with no manager there")
      defer { next.stop() }
      #expect(driver.events.isClosedByPeer())
      #expect(try TestClient(next).call(ListApplications()).applications.map(\.state) == [.disconnected])
      let back = try driver.resume(next, holding: [1])
      #expect(back.registered.scratch == driver.registered.scratch)
      #expect(back.registered.waiting == [])
      #expect(try executor.ask("s").hasPrefix("trial"))
      let listed = try back.calls.call(ListExecutors(application: back.id)).executors
      #expect(listed.map(\.processID) == [executor.grant.processID])
      _ = try back.calls.call(ReleaseExecutor(application: back.id, executor: 1))
      #expect(try back.nextEnd().reason == .released)
    }
  }

  @Test func waitingRequestsKeepTheirPlace() throws {
    try RunningManager.with(cores: 1) { manager in
      let first = try TestApplication(manager)
      _ = try first.request(2)
      let executor = try first.nextGrant()
      let second = try TestApplication(manager)
      _ = try second.request(1)
      let next = try manager.restarted(Resources(cores: 1, memoryBytes: 8 << 30))
      defer { next.stop() }
      // The later one is back first, and still waits for the earlier one's turn.
      let secondBack = try second.resume(next, holding: [])
      let firstBack = try first.resume(next, holding: [1])
      let size = Resources(cores: 1, memoryBytes: 1 << 20)
      #expect(firstBack.registered.waiting == [.init(request: 1, resources: size, remaining: 1)])
      #expect(firstBack.registered.lastRequest == 1)
      for (number, isLast) in [(1, false), (2, true)] {
        _ = try firstBack.calls.call(ReleaseExecutor(application: firstBack.id, executor: number))
        #expect(try firstBack.nextEnd().reason == .released)
        if !isLast { #expect(try firstBack.nextGrant().grant.executor == 2) }
      }
      #expect(try secondBack.nextGrant().grant.executor == 1)
      withExtendedLifetime(executor) {}
    }
  }

  @Test func anExecutorThatTheDriverDoesNotHoldIsEnded() throws {
    try RunningManager.with { manager in
      let driver = try TestApplication(manager)
      _ = try driver.request(1)
      let executor = try driver.nextGrant()
      let process = try executor.process()
      let next = try manager.restarted()
      defer { next.stop() }
      let back = try driver.resume(next, holding: [])
      #expect(try back.nextEnd().executor == 1)
      #expect(hasEnded(process))
      #expect(try back.calls.call(GetStatus()).free.cores == 4)
    }
  }

  @Test func oneThatEndedMeanwhileIsReportedWhenTheDriverIsBack() throws {
    try RunningManager.with { manager in
      let driver = try TestApplication(manager)
      _ = try driver.request(1)
      let executor = try driver.nextGrant()
      let process = try executor.process()
      let next = try manager.restarted {
        try executor.send("x")
        #expect(hasEnded(process))
      }
      defer { next.stop() }
      let back = try driver.resume(next, holding: [1])
      #expect(try back.nextEnd().executor == 1)
      #expect(try back.calls.call(GetStatus()).free.cores == 4)
    }
  }

  @Test func anApplicationWhoseDriverIsGoneIsEnded() throws {
    try RunningManager.with { manager in
      let driver = try TestApplication(manager)
      _ = try driver.request(1)
      let process = try driver.nextGrant().process()
      let next = try manager.restarted {
        // The process of that number is another one now.
        try manager.changeStore { try $0.execute("UPDATE process SET startTime = startTime + 1 WHERE executor = 0") }
      }
      defer { next.stop() }
      #expect(hasEnded(process))
      #expect(throws: ManagerError.noSuchApplication(application: driver.id)) {
        try driver.resume(next, holding: [1])
      }
      let record = try #require(try TestClient(next).call(ListPastApplications()).elements.first)
      #expect(record.end == "Its driver ended while no manager ran.")
      next.stop()
      #expect(try FileSystem.list(next.scratch) == [])
    }
  }

  @Test func aDriverThatDoesNotComeBackLosesItsApplication() throws {
    var configuration = ManagerConfiguration.forTests
    configuration.manager.reconnectMilliseconds = 1
    try RunningManager.with { manager in
      let driver = try TestApplication(manager)
      _ = try driver.request(1)
      let process = try driver.nextGrant().process()
      let next = try manager.restarted(Resources(cores: 4, memoryBytes: 8 << 30), configuration)
      defer { next.stop() }
      #expect(hasEnded(process))
      #expect(throws: ManagerError.noSuchApplication(application: driver.id)) {
        try driver.resume(next, holding: [1])
      }
    }
  }

  @Test func aDamagedDatabaseIsSetAsideAndNoNumberIsGivenOutTwice() throws {
    try RunningManager.with { manager in
      let first = try TestApplication(manager)
      #expect(first.id == 1)
      let state = "\(manager.directory)/state"
      let next = try manager.restarted {
        for name in try FileSystem.list(state) where name.hasPrefix("croft.db-") {
          try FileSystem.removeFile("\(state)/\(name)")
        }
        let file = try FileDescriptor.open("\(state)/croft.db", flags: O_WRONLY | O_TRUNC, mode: 0o600)
        try file.writeAll(String(repeating: "nonsense", count: 1000))
        try FileSystem.createDirectory("\(manager.scratch)/app-41", mode: 0o700)
      }
      defer { next.stop() }
      #expect(try TestApplication(next).id == 42)
      #expect(try FileSystem.list(state).contains { $0.hasPrefix("croft.db.damaged-") })
      next.stop()
      #expect(try FileSystem.list(next.scratch) == [], "what no application owns is removed")
    }
  }

  @Test func anEndThatWasToldIsNotToldAgain() throws {
    try withTemporaryDirectory { directory in
      let store = try Store.quiet(in: directory)
      for id in 1...2 {
        var ended = StoreSamples.allocation(id)
        ended.hasEnded = true
        try store.apply([
          .putApplication(StoreSamples.application(id)), .allocator(.putApplication(ended)),
          .allocator(.putExecutor(StoreSamples.executor(id, 2))),
        ])
        var record = ApplicationRecord(
          id: id, name: "trial", userID: 1000, queue: "batch", isDetached: true, startedAt: StoreSamples.now)
        // The second one's manager died before it came to tell.
        if id == 1 {
          (record.endedAt, record.end, record.exitStatus) = (StoreSamples.now + 1, "Its driver finished.", 0)
        }
        store.record([.application(record)])
      }
      let bare = try BareManager(in: directory, store)
      bare.manager.recover(try store.recover())
      bare.run { bare.manager.applications.isEmpty }
      let told = try #require(try store.application(ApplicationID(1)))
      #expect(told.end == "Its driver finished.")
      #expect((told.endedAt, told.exitStatus) == (StoreSamples.now + 1, 0))
      #expect(try store.application(ApplicationID(2))?.endedAt != nil)
    }
  }

  @Test func pressureThatWasThereAtTheStartStillCounts() throws {
    try withTemporaryDirectory { directory in
      let bare = try BareManager(in: directory, try Store.quiet(in: directory))
      bare.manager.pressureChanged(isHigh: true)
      bare.manager.recover(StoredState())
      #expect(bare.manager.status().condition == .memoryPressure)
      bare.manager.pressureChanged(isHigh: false)
      #expect(bare.manager.status().condition == .running)
    }
  }

  @Test func numbersGoOn() throws {
    try RunningManager.with { manager in
      #expect(try TestApplication(manager).id == 1)
      manager.stop()
      let next = try RunningManager(directory: manager.directory, Resources(cores: 1, memoryBytes: 1 << 30))
      defer { next.stop() }
      #expect(try TestApplication(next).id == 2)
    }
  }
}
