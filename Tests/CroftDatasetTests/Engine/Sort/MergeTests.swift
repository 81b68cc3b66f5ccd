import CroftProtocol
import CroftTesting
import Testing

@testable import CroftDataset

@Suite struct MergeTests {
  @Test(arguments: [1, 3], [0, 4_000])
  func severalPassesKeepTheOrderAndEqualKeysAsTheyWere(partitions: Int, memoryBytes: Int) throws {
    var random = SeededRandom(seed: 31)
    let pairs = (0..<20_000).map { (random.below(300), $0) }
    let machine = MemoryMachine(memoryBytes: memoryBytes)
    let input = Dataset.parallelize(pairs, partitions: 3)
    let sorted = try machine.run(input.sortByKey(partitions: partitions).collect())
    let expected = pairs.sorted { $0 < $1 }
    #expect(sorted.elementsEqual(expected) { $0 == $1 })
    // A spill file for each pass of each task.
    #expect(machine.spillCount >= (memoryBytes == 0 ? 3 * partitions : partitions))
    let descending = try machine.run(input.sortBy(ascending: false, partitions: partitions) { $0.0 }.collect())
    #expect(descending.elementsEqual(pairs.sorted { ($1.0, $0.1) < ($0.0, $1.1) }) { $0 == $1 })
  }

  @Test(arguments: [0, 1_000_000])
  func longKeysAreMergedInAsManyPassesAsMemoryAllows(memoryBytes: Int) throws {
    var random = SeededRandom(seed: 32)
    let beginning = String(repeating: "k", count: 30_000)
    let keys = (0..<400).map { _ in "\(random.below(3))\(beginning)\(random.below(1_000))" }
    let machine = MemoryMachine(memoryBytes: memoryBytes)
    for partitions in [1, 4] {
      let sorted = Dataset.parallelize(keys, partitions: 3).sorted(partitions: partitions)
      let parts = try machine.run(sorted.glom().collect())
      #expect(Array(parts.joined()) == keys.sorted())
      #expect(parts.allSatisfy { $0.count <= 700 / partitions })
    }
    #expect(machine.spillCount > 0)
  }

  @Test func textsOutliveThePassesThatMergedThem() throws {
    let lines = (0..<3_000).map { "line \(3_000 - $0)" }
    let input = Dataset.parallelize(lines, partitions: 2).map { Text($0) }.sorted(partitions: 2)
    let machine = MemoryMachine(memoryBytes: 0)
    let kept = try machine.run(input.mapPartitions { $0.reversed() }.collect()).map(String.init)
    #expect(machine.spillCount > 2)
    #expect(Set(kept) == Set(lines))
  }

  @Test func aTaskThatSortsForItselfMergesWithTheMemoryThatItsRunsHeld() throws {
    let pairs = (0..<20_000).map { ($0 * 7_919 % 20_000, $0) }
    let machine = MemoryMachine(memoryBytes: 200_000)
    let sorted = Dataset.parallelize(pairs, partitions: 1).repartitionAndSortWithinPartitions(partitions: 1)
    #expect(try machine.run(sorted.keys().collect()) == Array(0..<20_000))
    #expect(machine.spillCount == 1)
  }

  @Test(arguments: [(1, 4), (4, 4), (5, 4), (7, 4), (16, 4), (17, 4), (100, 4), (100, 99), (3_000, 2)])
  func eachPassMergesNoMoreThanItHasTo(runs: Int, fanIn: Int) {
    var (runs, passes, merged) = (runs, 0, 0)
    var capacity = fanIn
    while capacity < runs { (capacity, passes) = (capacity * fanIn, passes + 1) }
    while runs > fanIn {
      var (done, made) = (0, 0)
      while let count = MergedRuns.neighbours(of: runs - done, merged: made, fanIn) {
        #expect((2...fanIn).contains(count))
        (done, made, merged) = (done + count, made + 1, merged + count)
      }
      #expect(made > 0)
      runs = made + runs - done
      passes -= 1
    }
    #expect(passes == 0)
    if capacity == fanIn { #expect(merged == 0) }
    if (runs, fanIn) == (4, 5) { #expect(merged == 2) }
  }
}
