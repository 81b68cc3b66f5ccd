import CroftLinux
import CroftTesting
import Glibc
import Testing

@testable import CroftBatch

@Suite struct ProgramLookupTests {
  @Test func aProgramIsFoundAsTheKernelWouldFindIt() async throws {
    try await TemporaryDirectory.with { directory in
      try TestFile.copy("/bin/true", to: directory + "/program")
      try TestFile.write("", to: directory + "/document")
      try FileSystem.createDirectory(directory + "/folder", mode: 0o755)
      let path = "/nowhere:\(directory)"
      #expect(ProgramLookup.find("program", path: path) == .found)
      #expect(ProgramLookup.find("document", path: path) == .notExecutable)
      #expect(ProgramLookup.find("folder", path: path) == .missing)
      #expect(ProgramLookup.find("nobody", path: path) == .missing)
      #expect(ProgramLookup.find(directory + "/folder", path: "") == .isDirectory)
      #expect(ProgramLookup.find("./program", path: "/nowhere", relativeTo: directory) == .found)
      #expect(ProgramLookup.find("program", path: "", relativeTo: directory) == .found)
      #expect(ProgramLookup.find("./program", path: path) == .missing)
    }
  }
}
