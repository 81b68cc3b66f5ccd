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
    let iterator = try await LocalFarm.run(IteratedBlocks(count: 100, bytes: 200_000))
    #expect(iterator.enumerated().allSatisfy { $1 == [UInt8](repeating: UInt8($0), count: 200_000) })
  }

  /// Nothing but the iterator keeps the files, so what is read after the farm has gone shows that it does.
  @Test func theIteratorOutlivesTheFarm() async throws {
    let iterator = try await LocalFarm.with { try await $0.run(IteratedBlocks(count: 2, bytes: 1_000_000)) }
    #expect(iterator.map(\.count) == [1_000_000, 1_000_000])
  }
}

struct IteratedNumbers: Job {
  var count: Int
  var partitions: Int
  var body: Action<LocalIterator<Int>> { Dataset.range(0..<count, partitions: partitions).toLocalIterator() }
}

/// An array of equal bytes in each partition.
struct IteratedBlocks: Job {
  var count: Int
  var bytes: Int
  var body: Action<LocalIterator<[UInt8]>> {
    let bytes = bytes
    return Dataset.range(0..<count, partitions: count)
      .map { [UInt8](repeating: UInt8($0), count: bytes) }
      .toLocalIterator()
  }
}
