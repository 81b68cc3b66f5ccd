import CroftBatch
import CroftLinux
import CroftTesting
import Testing

@testable import CroftSubmission

@Suite struct KeptInputsTests {
  private func read(_ words: ByteString...) throws -> BatchInputs { try BatchInputs.load(product: [[.values(words)]]) }

  @Test func areReadOnce() async throws {
    try await TemporaryDirectory.with { directory in
      let kept = KeptInputs(path: "\(directory)/inputs-0")
      let first = try kept.load { try read("a", "b") }
      #expect(first.count == 2)
      #expect(try kept.load { try read("c") }.count == 2)
      #expect(try FileSystem.list(directory) == ["inputs-0"])
    }
  }

  /// A machine that lost power may have left an empty file.
  @Test(arguments: ["", "x"]) func areReadAgainWhereTheyAreDamaged(content: String) async throws {
    try await TemporaryDirectory.with { directory in
      let kept = KeptInputs(path: "\(directory)/inputs-0")
      try TestFile.write(content, to: kept.path)
      #expect(try kept.load { try read("a", "b", "c") }.count == 3)
      #expect(try kept.load { try read("d") }.count == 3)
    }
  }

  @Test func whatCannotBeKeptLeavesNothingHalf() async throws {
    try await TemporaryDirectory.with { directory in
      let kept = KeptInputs(path: "\(directory)/inputs-0")
      // A directory in its place is as good as a full disk: the last step fails.
      try FileSystem.createDirectory("\(kept.path)/x", mode: 0o700, parents: true)
      let error = #expect(throws: SystemError.self) {
        try [UInt8](1...9).withUnsafeBytes { try WholeFile.write($0, to: kept.path, isDurable: true) }
      }
      #expect(error?.subject?.contains(kept.path) == true)
      #expect(try FileSystem.list(directory) == ["inputs-0"])
    }
  }
}
