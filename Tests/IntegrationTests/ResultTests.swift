import CroftLinux
import CroftTesting
import Testing

extension FarmTests {
  /// Results of every size and kind.
  @Suite struct ResultTests {
    @Test(arguments: Place.allCases)
    func resultsOfMoreThanAMebibyteComeWhole(place: Place) async throws {
      let result = try await Trial.run(["longStrings", "--count", "3000", "--partitions", "2"], on: place)
      #expect(result.standardOutput == "3000 strings of 6013890 bytes\n")
    }

    @Test(arguments: Place.allCases)
    func takeGivesTheFirstElementsInOrder(place: Place) async throws {
      let arguments = ["take", "--count", "1000000", "--partitions", "1000", "--limit", "2500"]
      let result = try await Trial.run(arguments, on: place)
      #expect(result.standardOutput == (0..<2500).map(String.init).joined(separator: " ") + "\n")
    }

    @Test(arguments: Place.allCases)
    func topGivesTheLargestInOrder(place: Place) async throws {
      let result = try await Trial.run(["top", "--count", "5000", "--partitions", "7", "--limit", "9"], on: place)
      let expected = (0..<5000).map { $0 * $0 % 5000 }.sorted(by: >).prefix(9)
      #expect(result.standardOutput == expected.map(String.init).joined(separator: " ") + "\n")
    }

    @Test(arguments: Place.allCases)
    func savedTextIsCompleteAndMarkedSo(place: Place) async throws {
      try await TemporaryDirectory.with { directory in
        let output = "\(directory)/output"
        let arguments = ["save", "--count", "100", "--partitions", "3", "--directory", output]
        let result = try await Trial.run(arguments, on: place)
        #expect(result.exit == .exited(code: 0))
        let parts = ["part-00000", "part-00001", "part-00002"]
        #expect(try FileSystem.list(output) == ["_SUCCESS"] + parts)
        let text = try parts.map { try TestFile.read("\(output)/\($0)") }.joined()
        #expect(text == (0..<100).map { "line \($0)\n" }.joined())

        let again = try await Trial.run(arguments, on: place)
        #expect(again.exit == .exited(code: 1))
        #expect(again.standardError.contains("\(output)\" is there already"))
      }
    }
  }
}
