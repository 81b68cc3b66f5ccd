import Croft
import Testing

/// Results that are larger than what a driver holds, through real files.
@Suite struct LocalIteratorTests {
  @Test(arguments: [1, 7])
  func elementsComeInOrderFromFilesOfTheirOwn(partitions: Int) async throws {
    let job = IteratedNumbers(count: 300_000, partitions: partitions)
    let iterator = try await LocalFarm.run(job)
    #expect(iterator.elementsEqual(0..<300_000))
  }

  /// 20 MiB in pieces too small for files: the driver puts what it must not hold into a file itself.
  @Test func elementsComeInOrderFromGatheredResults() async throws {
    let iterator = try await LocalFarm.run(IteratedStrings(count: 100, length: 200_000))
    #expect(iterator.enumerated().allSatisfy { $1 == IteratedStrings.string(of: 200_000, number: $0) })
  }

  /// Nothing but the iterator keeps the files, so what is read after the farm has gone shows that it does.
  @Test func theIteratorOutlivesTheFarm() async throws {
    let iterator = try await LocalFarm.with { try await $0.run(IteratedStrings(count: 2, length: 1_000_000)) }
    #expect(iterator.map(\.utf8.count) == [1_000_000, 1_000_000])
  }
}

struct IteratedNumbers: Job {
  var count: Int
  var partitions: Int
  var body: Action<LocalIterator<Int>> { Dataset.range(0..<count, partitions: partitions).toLocalIterator() }
}

/// One string in each partition.
struct IteratedStrings: Job {
  var count: Int
  var length: Int
  var body: Action<LocalIterator<String>> {
    let length = length
    return Dataset.range(0..<count, partitions: count).map { Self.string(of: length, number: $0) }.toLocalIterator()
  }

  static func string(of length: Int, number: Int) -> String { String(repeating: "\(number % 10)", count: length) }
}
