import CroftProtocol
import Testing

@testable import CroftManager

/// Applications that are held, through the control socket.
@Suite struct HoldTests {
  @Test func aHeldApplicationGivesBackWhatItHasAndWaitsForItsRelease() throws {
    try RunningManager.with { manager in
      let driver = try TestApplication(manager)
      let watch = try FarmWatch(manager, application: driver.id)
      _ = try driver.request(1)
      let executor = try driver.nextGrant()
      let client = try TestClient(manager)
      _ = try client.call(HoldApplication(application: driver.id, held: true))
      let notice = try driver.nextReclaim()
      #expect((notice.count, notice.deadline) == (1, ReclaimNotice.noDeadline))
      #expect(try watch.next(.applicationHeld).message == "its user holds application \(driver.id) (trial)")
      // What runs is left in peace.
      #expect(try executor.ask("s").hasPrefix("trial"))
      _ = try driver.calls.call(ReleaseExecutor(application: driver.id, executor: executor.grant.executor))
      #expect(try driver.nextEnd().reason == .released)
      _ = try driver.request(1)
      let held = try client.call(ListApplications()).applications
      #expect(held.map(\.isHeld) == [true])
      #expect(held.map(\.waiting) == [1])
      let why = try client.call(Explain(application: driver.id)).requests
      #expect(why.map(\.remedies) == [["Release it: croft release \(driver.id)."]])
      _ = try client.call(HoldApplication(application: driver.id, held: false))
      #expect(try driver.nextGrant().grant.executor == 2)
      #expect(try watch.next(.applicationReleased).application == driver.id)
      #expect(try client.call(ListApplications()).applications.map(\.isHeld) == [false])
    }
  }

  @Test func onlyAChangeIsToldOf() throws {
    try RunningManager.with { manager in
      let driver = try TestApplication(manager)
      let watch = try FarmWatch(manager)
      for held in [false, true, true, false, false] {
        _ = try driver.calls.call(HoldApplication(application: driver.id, held: held))
      }
      _ = try driver.calls.call(EndApplication(application: driver.id))
      let kinds = try (0..<3).map { _ in try watch.next().kind }
      #expect(kinds == [.applicationHeld, .applicationReleased, .applicationEnded])
      for id in [driver.id, 77, -1] {
        #expect(throws: ManagerError.noSuchApplication(application: id)) {
          try driver.calls.call(HoldApplication(application: id, held: true))
        }
      }
    }
  }

  @Test func aHoldOutlivesTheManager() throws {
    try withTemporaryDirectory { directory in
      let first = try RunningManager(directory: directory, Resources(cores: 4, memoryBytes: 8 << 30))
      let driver = try TestApplication(first)
      _ = try driver.calls.call(HoldApplication(application: driver.id, held: true))
      let next = try first.restarted()
      defer { next.stop() }
      let back = try driver.resume(next, holding: [])
      #expect(try back.calls.call(ListApplications()).applications.map(\.isHeld) == [true])
      _ = try back.request(1)
      _ = try back.calls.call(HoldApplication(application: driver.id, held: false))
      #expect(try back.nextGrant().grant.executor == 1)
    }
  }
}
