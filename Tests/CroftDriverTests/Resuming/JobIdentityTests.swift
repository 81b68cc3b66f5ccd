import CroftDataset
import CroftLinux
import CroftTesting
import Glibc
import Testing

@testable import CroftDriver

@Suite struct JobIdentityTests {
  private func identity(
    program: UInt64 = 1, typeName: String = "Job", value: [UInt8] = [1], partitions: Int = 2, line: UInt = 1,
    inputs: [InputFile] = []
  ) throws -> [UInt8] {
    let action = Dataset.range(0..<9, partitions: partitions, line: line).count(line: 2).lineage
    let plan = try JobPlan(endingAt: action, startsSmall: false, services: SomeFiles())
    return try JobIdentity(program: program, typeName: typeName, value: value, plan: plan, inputs: inputs).bytes
  }

  @Test func theSameJobHasTheSameIdentity() throws {
    #expect(try identity() == identity())
  }

  @Test func whateverAJobsResultsHangOnIsInItsIdentity() throws {
    let identities = [
      try identity(), try identity(program: 2), try identity(typeName: "Other"), try identity(value: [2]),
      try identity(partitions: 3), try identity(line: 5),
      try identity(inputs: [InputFile(path: "/none", size: 0)]),
    ]
    #expect(Set(identities).count == identities.count)
  }

  @Test func anInputFileThatHasChangedIsAnother() async throws {
    try await TemporaryDirectory.with { directory in
      let path = "\(directory)/input"
      try TestFile.write("abc", to: path)
      let before = try identity(inputs: [InputFile(path: path, size: 3)])
      #expect(try identity(inputs: [InputFile(path: path, size: 3)]) == before)
      #expect(try identity(inputs: [InputFile(path: path, size: 4)]) != before)
      // The same bytes, written a second earlier.
      let modified = try #require(try FileSystem.status(path)).modifiedSeconds - 1
      let times = [timespec(tv_sec: modified, tv_nsec: 0), timespec(tv_sec: modified, tv_nsec: 0)]
      #expect(utimensat(AT_FDCWD, path, times, 0) == 0)
      #expect(try identity(inputs: [InputFile(path: path, size: 3)]) != before)
    }
  }

  @Test func aJobsDirectoryIsNamedAfterTheJobAndItsOccurrence() {
    func name(_ typeName: String, _ value: [UInt8], _ occurrence: Int) -> String {
      JobIdentity.directoryName(typeName: typeName, value: value, occurrence: occurrence)
    }
    #expect(name("Job", [1], 0) == name("Job", [1], 0))
    #expect(Set([name("Job", [1], 0), name("Job", [1], 1), name("Job", [2], 0), name("Jo", [1], 0)]).count == 4)
  }
}
