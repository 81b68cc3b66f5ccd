import Glibc
import Testing

@testable import CroftLinux

@Suite struct ProgramSearchTests {
  private func search(_ name: String, _ path: String, from directory: String? = nil) -> ProgramSearch {
    ProgramSearch(for: Array(name.utf8), in: Array(path.utf8), from: directory.map { Array($0.utf8) })
  }

  @Test func aProgramIsFoundAsTheKernelWouldFindIt() throws {
    try withTemporaryDirectory { directory in
      try writeFile("\(directory)/program", "#!/bin/sh\n")
      #expect(chmod("\(directory)/program", 0o755) == 0)
      try writeFile("\(directory)/document", "")
      try FileSystem.createDirectory("\(directory)/folder", mode: 0o755)
      #expect(mkfifo("\(directory)/pipe", 0o755) == 0)
      let path = "/nowhere:\(directory)"
      #expect(search("program", path).path == Array("\(directory)/program".utf8))
      #expect(search("program", path).hindrance == nil)
      #expect(search("document", path).hindrance == .notExecutable)
      #expect(search("folder", path).hindrance == .missing)
      #expect(search("nobody", path).hindrance == .missing)
      #expect(search("\(directory)/folder", "").hindrance == .directory)
      #expect(search("\(directory)/pipe", "").hindrance == .special)
      #expect(search("\(directory)/document/x", "").hindrance == .missing)
      #expect(search("./program", "/nowhere", from: directory).path == Array("\(directory)/./program".utf8))
      #expect(search("program", "", from: directory).path == Array("\(directory)/./program".utf8))
      #expect(search("./program", path).hindrance == .missing)
    }
  }

  @Test func whatWasInTheWayIsTold() throws {
    try withTemporaryDirectory { directory in
      for folder in ["a", "b"] { try FileSystem.createDirectory("\(directory)/\(folder)", mode: 0o755) }
      try FileSystem.createDirectory("\(directory)/a/program", mode: 0o755)
      try writeFile("\(directory)/b/program", "")
      let search = search("program", "a:c:b", from: directory)
      #expect(search.path == nil)
      #expect(search.hindered.map(\.hindrance) == [.directory, .notExecutable])
      #expect(search.hindered.last?.path == Array("\(directory)/b/program".utf8))
    }
  }

  @Test func aPathThatCannotBeFollowedIsNoMissingProgram() throws {
    try withTemporaryDirectory { directory in
      #expect(symlink("loop", "\(directory)/loop") == 0)
      guard case .unreachable(let error) = ProgramHindrance(at: Array("\(directory)/loop".utf8)) else {
        Issue.record("a link to itself was followed")
        return
      }
      #expect(error.errno == ELOOP)
      #expect(ProgramHindrance.unreachable(error).trouble == nil)
      #expect(ProgramHindrance.unreachable(SystemError("stat", errno: EIO)).trouble?.errno == EIO)
    }
  }

  @Test func theCureFitsTheReason() {
    // What has no bit is another matter than what this user may not use.
    #expect(ProgramHindrance.notExecutable.description == "it isn't executable: allow it with chmod +x")
    for hindrance in [ProgramHindrance.forbidden, .mountedWithoutExecution] {
      #expect(!hindrance.description.contains("chmod"))
    }
  }
}
