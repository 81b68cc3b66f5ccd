import CroftLinux
import CroftTesting
import Testing

extension FarmTests {
  /// Input of every awkward kind.
  @Suite struct InputTests {
    @Test(arguments: Place.allCases)
    func missingFileIsNamed(place: Place) async throws {
      let result = try await Trial.run(["words", "--input", "/nowhere/at-all.txt"], on: place)
      #expect(result.exit == .exited(code: 1))
      #expect(result.standardError.contains("/nowhere/at-all.txt"))
      #expect(result.standardError.contains("no such file"))
    }

    @Test func globThatMatchesNothingIsNamed() async throws {
      try await TemporaryDirectory.with { directory in
        let result = try await Trial.run(["words", "--input", "\(directory)/*.log"], on: "local[2]")
        #expect(result.exit == .exited(code: 1))
        #expect(result.standardError.contains("\(directory)/*.log"))
        #expect(result.standardError.contains("matches no file"))
      }
    }

    @Test(arguments: Place.allCases)
    func emptyFileHasNoLines(place: Place) async throws {
      #expect(try await lineLengths(of: [], on: place) == "no lines\n")
    }

    @Test(arguments: Place.allCases)
    func lastLineCountsWithoutItsLineEnd(place: Place) async throws {
      let text = Array("one\ntwo\nthree".utf8)
      #expect(try await lineLengths(of: text, on: place) == "3 lines, the longest of 5 bytes\n")
    }

    @Test(arguments: Place.allCases)
    func bytesThatAreNoTextAreKept(place: Place) async throws {
      let bytes: [UInt8] = [0xFF, 0xFE, 0x00, 0x0A, 0xC3, 0x28, 0x0D, 0x0A, 0x80]
      #expect(try await lineLengths(of: bytes, on: place) == "3 lines, the longest of 3 bytes\n")
    }

    @Test(arguments: Place.allCases)
    func lineOfAHundredMegabytesIsOneLine(place: Place) async throws {
      let length = 100 << 20
      let bytes = [UInt8](repeating: 0x78, count: length) + Array("\nend\n".utf8)
      #expect(try await lineLengths(of: bytes, on: place) == "2 lines, the longest of \(length) bytes\n")
    }

    private func lineLengths(of bytes: [UInt8], on place: Place) async throws -> String {
      try await TemporaryDirectory.with { directory in
        try TestFile.write(bytes, to: "\(directory)/input")
        let arguments = ["lineLengths", "--input", "\(directory)/input", "--partitions", "7"]
        let result = try await Trial.run(arguments, on: place)
        #expect(result.standardError == "")
        return result.standardOutput
      }
    }
  }
}
