import CroftLinux
import CroftProtocol
import Glibc
import Testing

@testable import CroftManager

@Suite struct StateDirectoryTests {
  @Test func numbersAreNeverGivenOutTwice() throws {
    try withTemporaryDirectory { path in
      do {
        let state = try StateDirectory(path + "/new/state", mode: 0o700)
        #expect(try state.nextApplication() == ApplicationID(1))
        #expect(try state.nextApplication() == ApplicationID(2))
      }
      let state = try StateDirectory(path + "/new/state", mode: 0o700)
      #expect(try state.nextApplication() == ApplicationID(3))
    }
  }

  @Test func aLinkWhereTheNewFileGoesIsNotWrittenThrough() throws {
    try withTemporaryDirectory { path in
      let state = try StateDirectory(path + "/state", mode: 0o700)
      symlink(path + "/elsewhere", path + "/state/next-application.new")
      #expect(try state.nextApplication() == ApplicationID(1))
      #expect(try FileSystem.list(path) == ["state"])
    }
  }

  @Test func aSecondManagerIsToldWhoIsThere() throws {
    try withTemporaryDirectory { path in
      let state = try StateDirectory(path, mode: 0o700)
      let error = #expect(throws: StateDirectory.Problem.self) { try StateDirectory(path, mode: 0o700) }
      #expect(error?.description.contains("another croftd uses the state directory \(path)") == true)
      withExtendedLifetime(state) {}
    }
  }

  @Test(arguments: ["", "7\n", "croft next application, version 1\nx\n", "croft next application, version 1\n-1\n"])
  func damageIsNotGuessedAt(content: String) throws {
    try withTemporaryDirectory { path in
      let file = try FileDescriptor.open(path + "/next-application", flags: O_WRONLY | O_CREAT, mode: 0o600)
      try file.writeAll(content)
      let error = #expect(throws: StateDirectory.Problem.self) { try StateDirectory(path, mode: 0o700) }
      #expect(error?.description.contains("remove it to begin again at 1") == true)
    }
  }
}
