import CroftTesting
import Glibc
import Testing

@testable import CroftBatch

@Suite struct StepSettingsFilesTests {
  private let columns = InputColumns(names: [nil, "name"], isArray: false)

  private func settings(output: ByteString? = nil, error: ByteString? = nil, in directory: ByteString? = nil)
    -> StepSettings
  {
    var settings = StepSettings()
    (settings.output, settings.errorOutput, settings.directory) = (output, error, directory)
    return settings
  }

  @Test(arguments: ["o.txt", "out/{%}.txt", "{print $1}"] as [ByteString])
  func severalTasksCannotHaveOneFile(path: ByteString) throws {
    let contested = try settings(output: path).contestedOutput(taskCount: 3, columns: columns)
    #expect(contested == ContestedOutput(key: "output", path: path, taskCount: 3))
    #expect("\(try #require(contested))".contains("put {#} in its name"))
    #expect(try settings(error: path).contestedOutput(taskCount: 2, columns: columns)?.key == "error")
    #expect(try settings(output: path, error: path).contestedOutput(taskCount: 1, columns: columns) == nil)
  }

  @Test(
    arguments: ["{#}", "out/{}.txt", "{1/.}", "{name}.txt", "/dev/null", "/dev/stdout", "/proc/self/fd/1"]
      as [ByteString])
  func eachHasItsOwnOrNobodyMinds(path: ByteString) throws {
    #expect(try settings(output: path, error: path).contestedOutput(taskCount: 3, columns: columns) == nil)
  }

  @Test func aPipeTakesWhatAllPrint() async throws {
    try await TemporaryDirectory.with { directory in
      try #require(mkfifo("\(directory)/pipe", 0o600) == 0)
      try TestFile.write("", to: "\(directory)/file")
      let here = ByteString(directory)
      #expect(try settings(output: "pipe", in: here).contestedOutput(taskCount: 2, columns: columns) == nil)
      #expect(try settings(output: "file", in: here).contestedOutput(taskCount: 2, columns: columns) != nil)
    }
  }

  @Test func aDirectoryToRunInHasToBeThere() async throws {
    try await TemporaryDirectory.with { directory in
      try TestFile.write("", to: "\(directory)/file")
      #expect(throws: Never.self) { try settings().checkDirectory() }
      #expect(throws: Never.self) { try settings(in: ByteString(directory)).checkDirectory() }
      for (name, reason) in [("none", "there is no directory"), ("file", "is no directory")] {
        #expect {
          try settings(in: ByteString("\(directory)/\(name)")).checkDirectory()
        } throws: {
          "\($0)".contains(reason)
        }
      }
    }
  }
}
