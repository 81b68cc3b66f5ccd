import Croft
import CroftTesting
import Testing

/// Every operator, end to end on a local farm, however the work is cut.
@Suite(.timeLimit(.minutes(1))) struct OperatorTests {
  static let cuts: [Int?] = [nil, 1, 2, 7]

  @Test(arguments: cuts) func mapKeepsTheOrder(partitions: Int?) async throws {
    #expect(try await LocalFarm.run(Squares(count: 100, partitions: partitions)) == (0..<100).map { $0 * $0 })
  }

  @Test(arguments: cuts) func flatMapGivesAllResultsInOrder(partitions: Int?) async throws {
    let expected = (0..<100).flatMap { repeatElement($0, count: $0 % 3) }
    #expect(try await LocalFarm.run(Copies(count: 100, partitions: partitions)) == expected)
  }

  @Test(arguments: cuts) func filterDropsTheRest(partitions: Int?) async throws {
    #expect(try await LocalFarm.run(OddCount(count: 1001, partitions: partitions)) == 500)
  }

  @Test func mapPartitionsSeesWholePartitions() async throws {
    #expect(try await LocalFarm.run(PartitionSums(count: 9, partitions: 3)) == [3, 12, 21])
  }

  @Test(arguments: cuts) func reduceByKeyGivesEachKeyOnce(partitions: Int?) async throws {
    let words = ["mississippi", "banana", "", "ananas", "ß"]
    let counts = try await LocalFarm.run(LetterCounts(words: words, partitions: partitions))
    let expected = Dictionary(words.joined().map { (String($0), 1) }, uniquingKeysWith: +)
    #expect(counts.count == expected.count)
    #expect(Dictionary(uniqueKeysWithValues: counts) == expected)
  }

  @Test(arguments: cuts) func shufflesFollowOneAnother(partitions: Int?) async throws {
    let counts = try await LocalFarm.run(CountsOfCounts(count: 1004, partitions: partitions))
    #expect(Dictionary(uniqueKeysWithValues: counts) == [101: 4, 100: 6])
  }

  @Test(arguments: cuts) func linesComeInTheFilesOrder(partitions: Int?) async throws {
    try await TemporaryDirectory.with { directory in
      let lines = (0..<50).map { String(repeating: "x", count: $0 * 13 % 40) + "\($0)" }
      try TestFile.write(lines[..<30].joined(separator: "\r\n"), to: "\(directory)/a.txt")
      try TestFile.write("", to: "\(directory)/b.txt")
      try TestFile.write(lines[30...].map { $0 + "\n" }.joined(), to: "\(directory)/c.txt")
      try TestFile.write("hidden", to: "\(directory)/_d.txt")
      for input in [directory, "\(directory)/[a-c].txt", "\(directory)/{a,b,c}.txt"] {
        let found = try await LocalFarm.run(AllLines(input: [input], partitions: partitions))
        #expect(found.map { String($0) } == lines)
      }
    }
  }
}
