import CroftLinux
import Glibc
import Testing

@Suite struct RemoveTreeTests {
  @Test func aDirectoryWiderThanOneHandfulOfNamesIsRemoved() throws {
    try withTemporaryDirectory { directory in
      for name in 0..<5000 { mkdir("\(directory)/\(name)", 0o700) }
      try FileSystem.createDirectory("\(directory)/one", mode: 0o700)
      for name in 0..<5000 { try writeFile("\(directory)/one/\(name)", "") }
      try FileSystem.removeTree(directory)
      #expect(try FileSystem.status(directory) == nil)
      try FileSystem.createDirectory(directory, mode: 0o700)
    }
  }

  @Test func aRemovalThatDoesNotEndIsGivenUp() throws {
    try withTemporaryDirectory { directory in
      for name in 0..<20 { mkdir("\(directory)/\(name)", 0o700) }
      let error = #expect(throws: SystemError.self) { try FileSystem.removeTree(directory, maximumSteps: 10) }
      #expect(error?.errno == EBUSY)
      #expect(error?.description.contains("still being written to") == true)
      try FileSystem.removeTree(directory)
      try FileSystem.createDirectory(directory, mode: 0o700)
    }
  }

  @Test func somebodyWhoKeepsWritingCannotKeepTheRemovalBusy() throws {
    try withTemporaryDirectory { directory in
      let tree = "\(directory)/tree"
      try FileSystem.createDirectory(tree, mode: 0o700)
      let stop = BlockingQueue<Void>()
      let writer = try NamedThread.start(name: "refiller") {
        var number = 0
        while stop.count == 0 {
          mkdir("\(tree)/\(number % 64)", 0o700)
          number += 1
        }
      }
      // It may win before it gives up; what counts is that it ends.
      try? FileSystem.removeTree(tree, maximumSteps: 20_000)
      stop.push(())
      writer.join()
    }
  }
}
