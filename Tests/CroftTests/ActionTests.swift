import Croft
import CroftLinux
import CroftTesting
import Testing

/// Every action, end to end on a local farm, with much, little and nothing.
@Suite(.timeLimit(.minutes(1))) struct ActionTests {
  @Test(arguments: [0, 1, 3, 100])
  func countAndCollectSeeEverything(count: Int) async throws {
    #expect(try await LocalFarm.run(OddCount(count: count, partitions: 7)) == count / 2)
    #expect(try await LocalFarm.run(Squares(count: count, partitions: 7)).count == count)
  }

  @Test func collectBringsManyElements() async throws {
    let squares = try await LocalFarm.run(Squares(count: 300_000, partitions: 3))
    #expect(squares.count == 300_000)
    #expect(squares.last == 299_999 * 299_999)
  }

  @Test func reduceCombinesInThePartitionsOrder() async throws {
    let expected = (0..<50).map { "\($0)," }.joined()
    #expect(try await LocalFarm.run(Concatenation(count: 50, partitions: 7)) == expected)
    #expect(try await LocalFarm.run(Concatenation(count: 0, partitions: 7)) == nil)
  }

  @Test(arguments: [0, 1, 5, 60, 1000])
  func takeGivesTheFirst(limit: Int) async throws {
    let expected = Array((0..<100).prefix(limit))
    #expect(try await LocalFarm.run(First(count: 100, partitions: 7, limit: limit)) == expected)
  }

  @Test func takeLooksAtNoMorePartitionsThanItNeeds() async throws {
    try await LocalFarm.with { farm in
      _ = try await farm.run(First(count: 100_000, partitions: 1000, limit: 3))
      #expect(await farm.executors().map(\.completedTasks) == [1])
    }
  }

  @Test(arguments: [0, 1, 10, 3000])
  func topGivesTheLargestFirst(limit: Int) async throws {
    let expected = (0..<2000).map { ($0 * 7919) % 10007 }.sorted(by: >).prefix(limit)
    #expect(try await LocalFarm.run(Largest(count: 2000, partitions: 7, limit: limit)) == Array(expected))
  }

  @Test func savedPartsAreThoseOfThePartitions() async throws {
    try await TemporaryDirectory.with { directory in
      let path = "\(directory)/deep/output"
      try await LocalFarm.run(SavedNumbers(count: 10, partitions: 3, path: path))
      #expect(try FileSystem.list(path) == ["_SUCCESS", "part-00000", "part-00001", "part-00002"])
      #expect(try TestFile.read("\(path)/part-00000") == "0\n1\n2\n")
    }
  }

  @Test func outputOfAFailedJobIsRemoved() async throws {
    try await TemporaryDirectory.with { directory in
      let path = "\(directory)/output"
      let error = await jobError {
        try await LocalFarm.run(SavedNumbers(count: 10, partitions: 3, path: path, refused: 8))
      }
      #expect(error?.code == .taskFailed)
      let left = try FileSystem.list(directory)
      #expect(left == [])
    }
  }
}
