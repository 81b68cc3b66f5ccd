import CroftLinux
import CroftProtocol
import Glibc
import Testing

@testable import CroftManager

/// The three ways in which a manager ends.
@Suite struct StoppingTests {
  @Test func killEndsExecutors() throws {
    try RunningManager.with { manager in
      let driver = try TestApplication(manager)
      _ = try driver.request(1)
      let process = try driver.nextGrant().process()
      try manager.stop(.kill)
      #expect(try driver.nextEvent() == .stopping)
      #expect(try driver.nextEnd().reason == .stopped)
      #expect(hasEnded(process))
      #expect(try FileSystem.list(manager.scratch) == [])
    }
  }

  @Test func keepLeavesThemAlone() throws {
    try RunningManager.with { manager in
      let driver = try TestApplication(manager)
      _ = try driver.request(1)
      let executor = try driver.nextGrant()
      let process = try executor.process()
      try manager.stop(.keep)
      #expect(try executor.ask("s").hasPrefix("trial"))
      #expect(try FileSystem.status(driver.registered.scratch) != nil)
      // Somebody has to clean up after this test.
      let next = try RunningManager(directory: manager.directory, Resources(cores: 1, memoryBytes: 1 << 30))
      next.stop()
      #expect(hasEnded(process))
    }
  }

  @Test func drainWaitsForApplications() throws {
    try RunningManager.with { manager in
      var driver: TestApplication? = try TestApplication(manager)
      _ = try driver?.request(1)
      let executor = try driver?.nextGrant()
      let client = try TestClient(manager)
      _ = try client.call(Stop(mode: .drain))
      #expect(throws: ManagerError.draining) { try TestApplication(manager) }
      #expect(try executor?.ask("s").hasPrefix("trial") == true)
      driver = nil
      manager.waitForEnd()
      #expect(client.isClosedByPeer())
    }
  }

  @Test func aDrainEndsAtItsDeadline() throws {
    try RunningManager.with { manager in
      let driver = try TestApplication(manager)
      _ = try driver.request(1)
      let executor = try driver.nextGrant()
      _ = try TestClient(manager).call(Stop(mode: .drain, timeoutMilliseconds: 1))
      #expect(try driver.nextEvent() == .stopping)
      #expect(try driver.nextEnd().reason == .stopped)
      manager.waitForEnd()
      withExtendedLifetime(executor) {}
    }
  }

  @Test func aSecondStopWaitsForNobody() throws {
    try RunningManager.with { manager in
      let driver = try TestApplication(manager)
      _ = try driver.request(1)
      let executor = try driver.nextGrant()
      let client = try TestClient(manager)
      _ = try client.call(Stop(mode: .drain))
      _ = try client.call(Stop(mode: .drain))
      #expect(try driver.nextEvent() == .stopping)
      manager.waitForEnd()
      withExtendedLifetime(executor) {}
    }
  }

  @Test(arguments: [-1, Int.min, Int.max])
  func timesThatNobodyMeansAreRefused(milliseconds: Int) throws {
    try RunningManager.with { manager in
      #expect(throws: ManagerError.service(.invalidParameter(parameter: "timeoutMilliseconds"))) {
        try TestClient(manager).call(Stop(mode: .drain, timeoutMilliseconds: milliseconds))
      }
    }
  }
}
