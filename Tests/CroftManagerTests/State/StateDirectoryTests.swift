import Testing

@testable import CroftManager

@Suite struct StateDirectoryTests {
  @Test func aSecondManagerIsToldWhoIsThere() throws {
    try withTemporaryDirectory { path in
      let state = try StateDirectory(path + "/new/state", mode: 0o700)
      let error = #expect(throws: StateDirectory.InUse.self) {
        try StateDirectory(path + "/new/state", mode: 0o700, pause: {})
      }
      #expect(error?.description.contains("another croftd uses the state directory \(path)/new/state") == true)
      withExtendedLifetime(state) {}
    }
  }

  @Test func aProcessThatAKilledManagerWasMakingMayLetGoOfItFirst() throws {
    try withTemporaryDirectory { path in
      var dying: StateDirectory? = try StateDirectory(path, mode: 0o700)
      var pauses = 0
      _ = try StateDirectory(path, mode: 0o700) {
        pauses += 1
        if pauses == 3 { dying = nil }
      }
      #expect(pauses == 3)
      #expect(dying == nil)
    }
  }

  @Test func theNextOneMayHaveItAfterwards() throws {
    try withTemporaryDirectory { path in
      do { _ = try StateDirectory(path, mode: 0o700) }
      _ = try StateDirectory(path, mode: 0o700)
    }
  }
}
