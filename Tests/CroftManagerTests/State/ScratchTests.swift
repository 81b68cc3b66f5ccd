import CroftLinux
import CroftProtocol
import Glibc
import Logging
import Testing

@testable import CroftManager

@Suite struct ScratchTests {
  private func makeScratch(_ root: String) throws -> Scratch {
    try Scratch(root: root, mode: 0o700, log: .silent)
  }

  @Test func anApplicationsDirectoryIsItsOwnersAlone() throws {
    try withTemporaryDirectory { root in
      let scratch = try makeScratch(root)
      let path = try scratch.create(ApplicationID(1), owner: nil)
      #expect(try FileSystem.status(path)?.permissions == 0o700)
      scratch.remove(ApplicationID(1))
      #expect(try FileSystem.status(path) == nil)
      scratch.waitForRemovals(atMostSeconds: 10)
      #expect(try FileSystem.list(root) == [])
    }
  }

  @Test(.enabled(if: geteuid() == 0, "only root gives directories away"))
  func anApplicationsDirectoryIsGivenToItsUser() throws {
    try withTemporaryDirectory { root in
      let owner = ProcessIdentity(userID: 65534, groupID: 65534, supplementaryGroups: [])
      let path = try makeScratch(root).create(ApplicationID(1), owner: owner)
      #expect(try FileSystem.status(path)?.owner == 65534)
    }
  }

  @Test func leftOverDirectoriesGoUnlessSomebodyHoldsThem() throws {
    try withTemporaryDirectory { root in
      for name in ["app-1/deep/er", "app-4", "app-2", ".removed-app-3/x", "other"] {
        try FileSystem.createDirectory("\(root)/\(name)", mode: 0o700, parents: true)
      }
      let held = try FileDescriptor.open("\(root)/app-2", flags: O_RDONLY | O_DIRECTORY)
      #expect(flock(held.rawValue, LOCK_SH | LOCK_NB) == 0)
      let scratch = try makeScratch(root)
      scratch.removeLeftOver(but: [ApplicationID(4)])
      scratch.waitForRemovals(atMostSeconds: 10)
      #expect(try FileSystem.list(root) == ["app-2", "app-4", "other"])
    }
  }
}
