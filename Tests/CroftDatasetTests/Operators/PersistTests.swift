import CroftProtocol
import Testing

@testable import CroftDataset

@Suite struct PersistTests {
  /// Runs the same action twice on a definition of its own.
  private func runTwice<Definition: DatasetDefinition>(
    _ definition: Definition, with cache: MemoryCache
  ) throws -> [Definition.Element] {
    let machine = MemoryMachine(cache: cache)
    _ = try machine.run(definition.dataset.count())
    return try machine.run(definition.dataset.collect())
  }

  @Test(arguments: StorageLevel.allCases)
  func aPersistedPartitionIsComputedOnce(_ level: StorageLevel) throws {
    let cache = MemoryCache()
    let found = try runTwice(
      Doubles(name: "once \(level)", limit: 50_000, level: level), with: cache)
    #expect(found == (0..<50_000).map { $0 * 2 })
    #expect(Doubles.computations.count("once \(level)") == 50_000)
    #expect(cache.files.count == (level == .disk ? 3 : 0))
    #expect(cache.kept.count == (level == .disk ? 0 : 3))
  }

  @Test func plainElementsTakeTheirStride() throws {
    let cache = MemoryCache()
    _ = try runTwice(Doubles(name: "stride", limit: 50_000), with: cache)
    #expect(cache.usedBytes == 50_000 * MemoryLayout<Int>.stride)
  }

  @Test(arguments: [0, 1000, 100_000, 250_000])
  func whatDoesNotFitInMemoryIsComputedAgain(roomBytes: Int) throws {
    let (cache, name) = (MemoryCache(roomBytes: roomBytes), "no room \(roomBytes)")
    let found = try runTwice(Doubles(name: name, limit: 50_000), with: cache)
    #expect(found == (0..<50_000).map { $0 * 2 })
    let fitting = roomBytes / (50_000 / 3 * 8 + 8)
    #expect(cache.kept.count == fitting)
    #expect(Doubles.computations.count(name) == 100_000 - fitting * 16_667)
    #expect(cache.usedBytes <= roomBytes)
  }

  @Test(arguments: [0, 1000, 100_000, 250_000])
  func whatDoesNotFitInMemoryGoesToDisk(roomBytes: Int) throws {
    let (cache, name) = (MemoryCache(roomBytes: roomBytes), "to disk \(roomBytes)")
    let found = try runTwice(Doubles(name: name, limit: 50_000, level: .memoryAndDisk), with: cache)
    #expect(found == (0..<50_000).map { $0 * 2 })
    #expect(Doubles.computations.count(name) == 50_000)
    #expect(cache.kept.count + cache.files.count == 3)
    #expect(!cache.files.isEmpty)
  }

  @Test(arguments: StorageLevel.allCases)
  func elementsOfAnyTypeAreKept(_ level: StorageLevel) throws {
    let definition = UnequalWords(count: 3000, level: level)
    let expected = (0..<3000).map { UnequalWords.word($0) }
    #expect(try runTwice(definition, with: MemoryCache()).elementsEqual(expected, by: ==))
    #expect(
      try runTwice(definition, with: MemoryCache(roomBytes: 20_000)).elementsEqual(expected, by: ==)
    )
  }

  @Test func elementsWithReferencesCountWithTheirBytes() throws {
    let cache = MemoryCache()
    _ = try runTwice(UnequalWords(count: 3000, level: .memory), with: cache)
    let bytes = (0..<3000).reduce(0) { $0 + UnequalWords.word($1).0.utf8.count }
    #expect(cache.usedBytes > bytes)
    #expect(cache.usedBytes < 4 * (bytes + 3000 * (MemoryLayout<(String, [Int])>.stride + 32)))
  }

  @Test func aPartitionIsKeptInWholeThoughOnlyItsBeginningIsTaken() throws {
    let (cache, name) = (MemoryCache(), "taken")
    let machine = MemoryMachine(cache: cache)
    let definition = Doubles(name: name, limit: 9)
    #expect(try machine.run(definition.dataset.take(1)) == [0])
    #expect(Doubles.computations.count(name) == 3)
    #expect(try machine.run(definition.dataset.take(2)) == [0, 2])
    #expect(Doubles.computations.count(name) == 3)
  }

  @Test func aFailedPartitionIsNotKept() throws {
    let cache = MemoryCache()
    let failing = Dataset.range(0..<10, partitions: 1).map { if $0 == 7 { throw Refused() } }
      .persist(.memoryAndDisk)
    #expect(throws: Refused.self) { try MemoryMachine(cache: cache).run(failing.count()) }
    #expect(cache.kept.isEmpty && cache.files.isEmpty)
    #expect(cache.usedBytes == 0)
  }

  @Test func whileOneTaskKeepsAPartitionAnotherComputesItForItself() throws {
    let cache = MemoryCache()
    let action = Dataset.range(0..<10, partitions: 1).cache().count()
    let graph = try StageGraph(endingAt: action.lineage, choices: [])
    let counts = try PartitionCounts(of: graph, parallelism: 1) { _ in 1 }
    let id = graph.persistedDatasets(of: JobID(1), counts)[0].id
    let claim = cache.claim(CachedPartitionID(dataset: id, partition: 0), inMemoryOnly: true)
    #expect(try MemoryMachine(cache: cache).run(action) == 10)
    #expect(cache.kept.isEmpty)
    withExtendedLifetime(claim) {}
  }

  @Test(arguments: StorageLevel.allCases)
  func whatCannotBeEncodedIsRefused(_ level: StorageLevel) throws {
    let unwritable = Dataset.range(0..<10).map { Unwritable(number: $0) }
    #expect(throws: UnsupportedRecord.self) {
      try MemoryMachine().run(unwritable.persist(level).count())
    }
  }

  @Test func aCheckpointLiesOnDisk() throws {
    let cache = MemoryCache()
    let squares = Dataset.range(0..<10, partitions: 4).map { $0 * $0 }.checkpoint()
    #expect(try MemoryMachine(cache: cache).run(squares.collect()) == (0..<10).map { $0 * $0 })
    #expect(cache.files.count == 4)
  }

  @Test func persistingKeepsThePartitioning() {
    let pairs = Dataset.range(0..<10).map { ($0 % 3, $0) }.reduceByKey(+, partitions: 5)
    #expect(pairs.cache().lineage.partitioning == pairs.lineage.partitioning)
    #expect(pairs.cache().lineage.partitioning != nil)
  }
}

struct Refused: Error {}

/// Has no codec.
struct Unwritable: Sendable {
  final class Number: Sendable {
    let value: Int
    init(_ value: Int) { self.value = value }
  }

  let number: Number
  init(number: Int) { self.number = Number(number) }
}

/// Elements with references, of unequal size.
struct UnequalWords: DatasetDefinition {
  var count: Int
  var level: StorageLevel

  static func word(_ number: Int) -> (String, [Int]) {
    (String(repeating: "x", count: number % 100), Array(0..<number % 5))
  }

  var body: Dataset<(String, [Int])> {
    Dataset.range(0..<count, partitions: 2).map { Self.word($0) }.persist(level)
  }
}
