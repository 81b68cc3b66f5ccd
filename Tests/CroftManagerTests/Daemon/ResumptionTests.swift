import CroftLinux
import CroftProtocol
import Glibc
import Testing

@testable import CroftManager

/// A driver takes its application up again, with a manager that was there all the time.
@Suite struct ResumptionTests {
  @Test func whoDoesNotKnowTheSecretIsRefused() throws {
    try RunningManager.with { manager in
      let driver = try TestApplication(manager)
      for secret in ["", "wrong", String(driver.registered.secret.dropLast() + "x")] {
        #expect(throws: ManagerError.service(.permissionDenied)) {
          try TestApplication(manager, resuming: driver.id, secret: secret, holding: [])
        }
      }
      for id in [0, -1, 99, Int.max, Int.min] {
        #expect(throws: ManagerError.noSuchApplication(application: id)) {
          try TestApplication(manager, resuming: id, secret: driver.registered.secret, holding: [])
        }
      }
      _ = try driver.request(1)
      _ = try driver.nextGrant()
    }
  }

  @Test(.enabled(if: ForeignUser.canBeMade, "only root has processes of other users"))
  func anotherUserIsRefusedEvenWithTheSecret() throws {
    try RunningManager.with { manager in
      let driver = try TestApplication(manager)
      #expect(throws: ManagerError.service(.permissionDenied)) {
        try TestApplication(
          manager, resuming: driver.id, secret: driver.registered.secret, holding: [], as: ForeignUser())
      }
    }
  }

  @Test func theLastConnectionCounts() throws {
    try RunningManager.with { manager in
      let driver = try TestApplication(manager)
      _ = try driver.request(1)
      let executor = try driver.nextGrant()
      var second: TestApplication? = try driver.resume(manager, holding: [1])
      let third = try driver.resume(manager, holding: [1])
      #expect(second?.registered.application == third.id)
      second = nil
      shutdown(driver.events.socket.rawValue, CInt(SHUT_RDWR))
      #expect(try executor.ask("s").hasPrefix("trial"))
      #expect(try third.request(1) == 2)
      #expect(try third.nextGrant().grant.executor == 2)
    }
  }

  @Test func executorsThatWereNeverGrantedCannotBeHeld() throws {
    try RunningManager.with { manager in
      let driver = try TestApplication(manager)
      for held in [[0], [-1], [Int.max], [1, 2], Array(1...4000)] {
        #expect(throws: ManagerError.service(.invalidParameter(parameter: "executors"))) {
          try driver.resume(manager, holding: held)
        }
      }
      // The refusals have changed nothing.
      _ = try driver.request(1)
      _ = try driver.nextGrant()
    }
  }

  @Test func aRequestThatWasTakenIsNotTakenAgain() throws {
    try RunningManager.with { manager in
      let driver = try TestApplication(manager)
      let size = Resources(cores: 1, memoryBytes: 1 << 20)
      let request = RequestExecutors(application: driver.id, count: 1, resources: size, request: 5)
      #expect(try driver.calls.call(request).request == 5)
      let executor = try driver.nextGrant()
      let back = try driver.resume(manager, holding: [executor.grant.executor])
      #expect(back.registered.lastRequest == 5)
      #expect(try back.calls.call(request).request == 5)
      let status = try back.calls.call(GetStatus())
      #expect((status.executors, status.waiting) == (1, 0))
    }
  }
}
