import CroftLinux
import Glibc
import Testing

@testable import CroftManager

@Suite struct TrustedDirectoryTests {
  private func prepare(_ path: String) throws {
    try TrustedDirectory.prepare(path, mode: 0o700, purpose: "state", option: "--state")
  }

  @Test func aDirectoryOfOursIsMadeAndTaken() throws {
    try withTemporaryDirectory { path in
      try prepare(path + "/a/b")
      try prepare(path + "/a/b")
      #expect(try FileSystem.status(path + "/a/b")?.permissions == 0o700)
      symlink("a/b", path + "/link")
      try prepare(path + "/link")
    }
  }

  @Test func aPlaceWhereOthersWriteIsRefusedUnlessOnlyOwnersRemove() throws {
    try withTemporaryDirectory { path in
      chmod(path, 0o1777)
      try prepare(path)
      for mode: mode_t in [0o770, 0o707] {
        chmod(path, mode)
        let problem = #expect(throws: TrustedDirectory.Problem.self) { try prepare(path) }
        #expect(problem?.description.contains("chmod go-w \(path)") == true)
        #expect(problem?.description.contains("--state") == true)
      }
      chmod(path, 0o700)
    }
  }

  @Test func aFileIsRefused() throws {
    try withTemporaryDirectory { path in
      _ = try FileDescriptor.open(path + "/file", flags: O_WRONLY | O_CREAT, mode: 0o600)
      symlink("file", path + "/link")
      #expect(throws: TrustedDirectory.Problem.self) { try prepare(path + "/link") }
    }
  }

  @Test(.enabled(if: geteuid() == 0, "only root can make another user's directory"))
  func anotherUsersDirectoryAndLinkAreRefused() throws {
    try withTemporaryDirectory { path in
      try FileSystem.createDirectory(path + "/theirs", mode: 0o700)
      symlink(path, path + "/link")
      for name in ["theirs", "link"] {
        lchown("\(path)/\(name)", 65534, 65534)
        #expect(throws: TrustedDirectory.Problem.self) { try prepare("\(path)/\(name)") }
      }
    }
  }
}
