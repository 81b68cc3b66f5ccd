import CroftDataset
import CroftLinux
import CroftProtocol
import CroftTesting
import Testing

@testable import CroftDriver

@Suite struct OutputDirectoryTests {
  /// Lets a task write its file.
  private func write(_ text: String, _ name: String, to output: OutputDirectory) throws {
    try TestFile.write(text, to: "\(OutputPaths.temporary(output.workingPath))/\(name)")
  }

  private func make(_ path: String, overwrite: Bool = false, job: String = "/job-1") throws -> OutputDirectory {
    let output = FileOutput(path: path, overwrite: overwrite, fileExtension: ".csv")
    return try OutputDirectory(output, jobDirectory: job)
  }

  private func save(_ text: String, to path: String, overwrite: Bool = false) throws {
    let output = try make(path, overwrite: overwrite)
    try output.create()
    try write(text, "0.0", to: output)
    try output.commit([0: "0.0"])
  }

  @Test func filesGetTheirNamesWhenAllIsThere() async throws {
    try await TemporaryDirectory.with { directory in
      let output = try make("\(directory)/deep/out/")
      try output.create()
      try write("lost", "0.0", to: output)
      try write("zero", "0.1", to: output)
      try write("one", "1.0", to: output)
      #expect(try !output.isComplete)
      try output.commit([0: "0.1", 1: "1.0"])
      #expect(try output.isComplete)
      #expect(try FileSystem.list("\(directory)/deep") == ["out"])
      #expect(try FileSystem.list("\(directory)/deep/out") == ["_SUCCESS", "part-00000.csv", "part-00001.csv"])
      #expect(try TestFile.read("\(directory)/deep/out/part-00000.csv") == "zero")
    }
  }

  @Test func whatIsThereIsRefused() async throws {
    try await TemporaryDirectory.with { directory in
      try save("old", to: "\(directory)/out")
      let error = #expect(throws: JobError.self) { try save("new", to: "\(directory)/out") }
      #expect(error?.message.contains("is there already") == true)
      #expect(try TestFile.read("\(directory)/out/part-00000.csv") == "old")
    }
  }

  @Test func overwrittenOutputStaysUntilTheNewOneIsComplete() async throws {
    try await TemporaryDirectory.with { directory in
      let path = "\(directory)/out"
      try save("old", to: path)
      let output = try make(path, overwrite: true)
      try output.create()
      try write("new", "0.0", to: output)
      #expect(try TestFile.read("\(path)/part-00000.csv") == "old")
      try output.commit([0: "0.0"])
      #expect(try TestFile.read("\(path)/part-00000.csv") == "new")
      #expect(try FileSystem.list(directory) == ["out"])
      try save("newest", to: path, overwrite: true)
      #expect(try TestFile.read("\(path)/part-00000.csv") == "newest")
    }
  }

  /// The name is counted in bytes and cut in characters nowhere: both new and old output lie beside the path.
  @Test func outputWithANameInAnyScriptIsReplaced() async throws {
    try await TemporaryDirectory.with { directory in
      let path = "\(directory)/größe-日本"
      try save("old", to: path, overwrite: true)
      let output = try make(path, overwrite: true)
      #expect(output.workingPath.hasPrefix("\(directory)/.größe-日本.new-"))
      try output.create()
      try write("new", "0.0", to: output)
      try output.commit([0: "0.0"])
      #expect(try FileSystem.list(directory) == ["größe-日本"])
      #expect(try TestFile.read("\(path)/part-00000.csv") == "new")
    }
  }

  @Test func whatADriverLeftWhenItDiedWhileReplacingIsNotInTheWay() async throws {
    try await TemporaryDirectory.with { directory in
      let path = "\(directory)/out"
      try save("old", to: path)
      let output = try make(path, overwrite: true)
      let leftover = output.workingPath.split(separator: ".new-", maxSplits: 1).joined(separator: ".old-")
      try FileSystem.createDirectory(leftover, mode: 0o700)
      try TestFile.write("older", to: "\(leftover)/part-00000.csv")
      try output.create()
      try write("new", "0.0", to: output)
      try output.commit([0: "0.0"])
      #expect(try FileSystem.list(directory) == ["out"])
      #expect(try TestFile.read("\(path)/part-00000.csv") == "new")
    }
  }

  /// Drivers that were killed let go of their locks; those that live, or whose job can be resumed, keep theirs.
  @Test func theNextOverwriteRemovesWhatKilledDriversHaveLeft() async throws {
    try await TemporaryDirectory.with { directory in
      let path = "\(directory)/out"
      try save("old", to: path)
      let living = try make(path, overwrite: true, job: "/job-of-the-living")
      try living.create()
      try make(path, overwrite: true, job: directory).create()
      try make(path, overwrite: true, job: "/job-of-the-dead").create()
      try FileSystem.createDirectory("\(directory)/.out.old-1", mode: 0o700)
      try FileSystem.createDirectory("\(directory)/.out.new-begun", mode: 0o700)
      try FileSystem.createDirectory("\(directory)/.out.newer", mode: 0o700)
      #expect(try FileSystem.list(directory).count == 7)

      let next = try make(path, overwrite: true, job: "/job-2")
      try next.create()
      let resumable = try make(path, overwrite: true, job: directory).workingPath
      let left = try FileSystem.list(directory).map { "\(directory)/\($0)" }
      let kept = [
        "\(directory)/.out.new-begun", "\(directory)/.out.newer", living.workingPath, next.workingPath, path, resumable,
      ]
      #expect(left.sorted() == kept.sorted())
      withExtendedLifetime(living) {}
    }
  }

  @Test func aFailedOverwriteLeavesTheOldOutput() async throws {
    try await TemporaryDirectory.with { directory in
      try save("old", to: "\(directory)/out")
      let output = try make("\(directory)/out", overwrite: true)
      try output.create()
      output.abandon()
      #expect(try FileSystem.list(directory) == ["out"])
      #expect(try TestFile.read("\(directory)/out/part-00000.csv") == "old")
    }
  }

  @Test func onlyTheOutputOfJobsIsOverwritten() async throws {
    try await TemporaryDirectory.with { directory in
      try save("old", to: "\(directory)/out")
      try TestFile.write("mine", to: "\(directory)/out/thesis")
      let error = #expect(throws: JobError.self) { try make("\(directory)/out", overwrite: true).create() }
      #expect(error?.message.contains("holds \"thesis\", which no job has written") == true)
      #expect(throws: JobError.self) { try make("\(directory)/out/thesis", overwrite: true).create() }
      #expect(throws: JobError.self) { try make("/", overwrite: true).create() }
      #expect(try TestFile.read("\(directory)/out/thesis") == "mine")
    }
  }

  /// A home directory may hold nothing but hidden files.
  @Test(arguments: [".profile", "_notes", "part-time.pdf", "part-0000", "part-00000-old", "temporary"])
  func whatOnlyLooksLikeOutputIsNotOverwritten(name: String) async throws {
    try await TemporaryDirectory.with { directory in
      try save("old", to: "\(directory)/out")
      try TestFile.write("mine", to: "\(directory)/out/\(name)")
      let error = #expect(throws: JobError.self) { try make("\(directory)/out", overwrite: true).create() }
      #expect(error?.message.contains("holds \"\(name)\", which no job has written") == true)
      #expect(try TestFile.read("\(directory)/out/\(name)") == "mine")
    }
  }

  @Test func aDirectoryIsCalledByItsOwnName() async throws {
    try await TemporaryDirectory.with { directory in
      let (output, root) = (try make("\(directory)/./out/.//"), try make("/"))
      #expect(output.path == "\(directory)/out")
      #expect(root.path == "/")
      for path in ["", "..", "\(directory)/out/.."] { #expect(throws: JobError.self) { _ = try make(path) } }
    }
  }

  @Test func aDirectoryThatCannotBeMadeIsSaidWithTheReason() async throws {
    try await TemporaryDirectory.with { directory in
      try TestFile.write("", to: "\(directory)/file")
      let error = #expect(throws: JobError.self) { try make("\(directory)/file/out").create() }
      #expect(error?.message.contains("/file/out\" cannot be made (mkdir \(directory)/file: File exists") == true)
    }
  }

  @Test func whatAKilledJobHasLeftIsToldFromOutput() async throws {
    try await TemporaryDirectory.with { directory in
      try make("\(directory)/out").create()
      let error = #expect(throws: JobError.self) { try make("\(directory)/out", job: "/job-2").create() }
      #expect(error?.message.contains("is not complete") == true)
      let next = try make("\(directory)/out", overwrite: true, job: "/job-2")
      try next.create()
      try next.commit([:])
      #expect(try FileSystem.list("\(directory)/out") == ["_SUCCESS"])
    }
  }

  @Test(arguments: [false, true])
  func theNextRunOfTheSameJobGoesOn(overwrite: Bool) async throws {
    try await TemporaryDirectory.with { directory in
      let path = "\(directory)/out"
      let died = try make(path, overwrite: overwrite)
      try died.create()
      try write("zero", "0.0", to: died)
      let resumed = try make(path, overwrite: overwrite)
      try resumed.create()
      #expect(try resumed.holds("0.0", of: 0))
      #expect(try !resumed.holds("1.0", of: 1))
      try write("one", "1.0", to: resumed)
      try FileSystem.rename(
        "\(OutputPaths.temporary(resumed.workingPath))/0.0", to: "\(resumed.workingPath)/part-00000.csv")
      #expect(try resumed.holds("0.0", of: 0))
      try resumed.commit([0: "0.0", 1: "1.0"])
      #expect(try FileSystem.list(path) == ["_SUCCESS", "part-00000.csv", "part-00001.csv"])
    }
  }

}
