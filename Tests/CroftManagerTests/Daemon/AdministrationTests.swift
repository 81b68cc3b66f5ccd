import CroftLinux
import CroftProtocol
import CroftSystemd
import Glibc
import Logging
import Synchronization
import Testing

@testable import CroftManager

/// What administrators do to the live farm.
@Suite struct AdministrationTests {
  @Test func theConfigurationInForceIsToldToEverybody() throws {
    try RunningManager.with { manager in
      try manager.configure("PatienceSec=1min\n")
      let client = try TestClient(manager)
      _ = try client.call(Reload())
      func setting(_ key: String) throws -> ConfigurationSetting? {
        try client.call(GetConfiguration()).settings.first { $0.key == key }
      }
      #expect(try setting("PatienceSec")?.value == "1min")
      #expect(try setting("PatienceSec")?.origin?.hasSuffix("/croftd.conf:3") == true)
      // What isn't said is what would happen.
      #expect(try setting("StopMode")?.value == "kill")
      _ = try client.call(Scale(assignments: [.init(section: "Manager", key: "PatienceSec", value: "2min")]))
      #expect(try setting("PatienceSec")?.value == "2min")
      #expect(try setting("PatienceSec")?.origin == "croft scale")
    }
  }

  @Test func loweredCapacityAsksForExecutorsBackAndMoreGrantsTheWaiting() throws {
    try RunningManager.with(cores: 4) { manager in
      let driver = try TestApplication(manager)
      _ = try driver.request(3)
      let executors = try (0..<3).map { _ in try driver.nextGrant() }
      try manager.configure("Cores=1\n")
      #expect(try driver.calls.call(Reload()).warnings == [])
      let notice = try driver.nextReclaim()
      #expect((notice.count, notice.resources.cores) == (2, 1))
      #expect(notice.deadline > 1)
      for executor in executors.dropFirst() {
        _ = try driver.calls.call(ReleaseExecutor(application: driver.id, executor: executor.grant.executor))
        #expect(try driver.nextEnd().reason == .released)
      }
      #expect(try driver.calls.call(GetStatus()).free.cores == 0)
      _ = try driver.request(1)
      try manager.configure("Cores=2\n")
      _ = try driver.calls.call(Reload())
      #expect(try driver.nextGrant().ask("s").hasPrefix("trial"))
    }
  }

  /// As when an administrator sets another limit on the pool's unit.
  @Test func aReloadTakesUpTheSizeOfThePool() throws {
    let size = Mutex<Resources?>(nil)
    let measure = { @Sendable () throws(SystemError) -> Resources in
      guard let size = size.withLock({ $0 }) else { throw SystemError("read", errno: ENOENT, subject: "memory.max") }
      return size
    }
    try RunningManager.with(cores: 4, memoryBytes: 8 << 30, measure: measure) { manager in
      let client = try TestClient(manager)
      _ = try client.call(Reload())
      #expect(try client.call(GetStatus()).capacity == Resources(cores: 4, memoryBytes: 8 << 30))
      size.withLock { $0 = Resources(cores: 2, memoryBytes: 1 << 30) }
      _ = try client.call(Reload())
      #expect(try client.call(GetStatus()).capacity == Resources(cores: 2, memoryBytes: 1 << 30))
    }
  }

  @Test func aReloadChangesTheLogLevel() throws {
    try RunningManager.with { manager in
      let client = try TestClient(manager)
      try manager.configure("LogLevel=debug\n")
      #expect(try client.call(Reload()).warnings == [])
      #expect(manager.settings.logThreshold.level == .debug)
      try manager.configure("")
      _ = try client.call(Reload())
      #expect(manager.settings.logThreshold.level == .info)
    }
  }

  @Test func whatIsNotGivenBackByTheDeadlineIsTaken() throws {
    try RunningManager.with(cores: 2) { manager in
      let driver = try TestApplication(manager)
      _ = try driver.request(2)
      let newest = try [driver.nextGrant(), driver.nextGrant()].map(\.grant.executor).max()
      try manager.configure("Cores=1\nDecommissionSec=1ms\n")
      _ = try driver.calls.call(Reload())
      #expect(try driver.nextReclaim().count == 1)
      #expect(try driver.nextReclaim().count == 0, "what is taken isn't owed any more")
      let end = try driver.nextEnd()
      #expect(end.reason == .reclaimed)
      #expect(end.executor == newest)
    }
  }

  @Test func scaleHoldsUntilItIsTakenBack() throws {
    try RunningManager.with(cores: 4) { manager in
      let client = try TestClient(manager)
      try manager.configure("")
      _ = try client.call(Scale(assignments: [.init(section: "Manager", key: "Cores", value: "3")]))
      #expect(try client.call(GetStatus()).capacity.cores == 3)
      _ = try client.call(Reload())
      #expect(try client.call(GetStatus()).capacity.cores == 3)
      for wrong in [("Nonsense", "Cores", "1"), ("Manager", "Cores", "many"), ("Manager", "Cores", "1\n[Queue x]")] {
        let assignment = Scale.Assignment(section: wrong.0, key: wrong.1, value: wrong.2)
        let error = #expect(throws: ManagerError.self) { try client.call(Scale(assignments: [assignment])) }
        guard case .badConfiguration? = error else { return #expect(Bool(false), "\(error as Any)") }
      }
      _ = try client.call(Scale(assignments: [.init(section: "Manager", key: "Cores", value: "")]))
      #expect(try client.call(GetStatus()).capacity.cores == 4)
    }
  }

  @Test func faultsOfTheConfigurationAreToldAndIgnored() throws {
    try RunningManager.with(cores: 4) { manager in
      try manager.configure("Cores=2\nNonsense=1\n")
      let client = try TestClient(manager)
      let warnings = try client.call(Reload()).warnings
      #expect(warnings.count == 1)
      #expect(warnings.first?.contains("Nonsense") == true)
      #expect(try client.call(GetStatus()).capacity.cores == 2)
    }
  }

  @Test func whileItDrainsNewApplicationsAreRefused() throws {
    try RunningManager.with { manager in
      let driver = try TestApplication(manager)
      _ = try driver.calls.call(Drain(enabled: true))
      #expect(throws: ManagerError.draining) { try TestApplication(manager) }
      #expect(try driver.calls.call(GetStatus()).condition == .draining)
      _ = try driver.request(1)
      _ = try driver.nextGrant()
      _ = try driver.calls.call(Drain(enabled: false))
      #expect(try TestApplication(manager).id > driver.id)
    }
  }

  @Test func aDrainOutlivesTheManager() throws {
    try RunningManager.with { manager in
      _ = try TestClient(manager).call(Drain(enabled: true))
      let next = try manager.restarted()
      defer { next.stop() }
      #expect(throws: ManagerError.draining) { try TestApplication(next) }
    }
  }

  @Test func aPersonEndsAnApplicationOnce() throws {
    try RunningManager.with { manager in
      let driver = try TestApplication(manager)
      _ = try driver.request(1)
      let executor = try driver.nextGrant()
      let process = try executor.process()
      // It goes on ending for a moment.
      #expect(try executor.ask("t") == "t")
      let client = try TestClient(manager)
      _ = try client.call(EndApplication(application: driver.id))
      guard case .terminated = try driver.nextEvent() else { return #expect(Bool(false), "it wasn't told") }
      for _ in 0..<2 {
        #expect(throws: ManagerError.noSuchApplication(application: driver.id)) {
          try client.call(EndApplication(application: driver.id))
        }
      }
      #expect(hasEnded(process))
      #expect(try client.call(ListPastApplications()).elements.map(\.end) == ["Its user ended it."])
    }
  }

  @Test func requestsThatWaitAreExplained() throws {
    try RunningManager.with(cores: 1) { manager in
      let holder = try TestApplication(manager)
      _ = try holder.request(1)
      let executor = try holder.nextGrant()
      let driver = try TestApplication(manager)
      let request = try driver.request(1)
      let explanation = try #require(driver.calls.call(Explain(application: driver.id)).requests.first)
      #expect((explanation.request, explanation.position, explanation.remaining) == (request, 1, 1))
      #expect(explanation.holders.map(\.application) == [holder.id])
      #expect(!explanation.obstacles.isEmpty && !explanation.remedies.isEmpty)
      withExtendedLifetime(executor) {}
    }
  }
}
