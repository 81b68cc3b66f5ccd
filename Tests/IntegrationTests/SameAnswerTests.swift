import CroftLinux
import CroftTesting
import Testing

extension FarmTests {
  /// The same program gives the same answer wherever it runs, however the work is cut.
  @Suite struct SameAnswerTests {
    @Test(arguments: Place.allCases, [1, 2, 7])
    func sumsAreTheSame(place: Place, partitions: Int) async throws {
      let result = try await Trial.run(["sum", "--partitions", "\(partitions)"], on: place)
      #expect(result.standardOutput == expectedSums())
      #expect(result.standardError == "")
      #expect(result.exit == .exited(code: 0))
    }

    @Test(arguments: Place.allCases, [1, 2, 7])
    func wordsAreTheSame(place: Place, partitions: Int) async throws {
      try await TemporaryDirectory.with { directory in
        for number in 0..<3 {
          let text = (0..<500).map { "word\($0 * $0 % 97) and word\($0 % (number + 2))\n" }.joined()
          try TestFile.write(text, to: "\(directory)/\(number).txt")
        }
        let result = try await Trial.run(["words", "--input", directory, "--partitions", "\(partitions)"], on: place)
        #expect(result.standardOutput == (try expectedWords(in: directory)))
        #expect(result.exit == .exited(code: 0))
      }
    }

    private func expectedWords(in directory: String) throws -> String {
      var counts: [Substring: Int] = [:]
      for number in 0..<3 {
        let text = try TestFile.read("\(directory)/\(number).txt")
        for word in text.split(whereSeparator: { $0 == " " || $0 == "\n" }) { counts[word, default: 0] += 1 }
      }
      return counts.map { "\($1) \($0)\n" }.sorted().joined()
    }
  }
}
