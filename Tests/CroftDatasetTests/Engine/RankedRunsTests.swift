import CroftProtocol
import CroftTesting
import Testing

@testable import CroftDataset

@Suite struct RankedRunsTests {
  @Test(arguments: [1, 2, 7, 300])
  func runsAreHandedOnByTheirRanks(runCount: Int) throws {
    try MemoryMachine(memoryBytes: 0).inTask { context in
      var random = SeededRandom(seed: UInt64(runCount))
      var runs = [[(String, Int)]](repeating: [], count: runCount)
      var expected: [String] = []
      for rank in 0..<20_000 where !random.isOne(in: 3) {
        let run = random.below(runCount)
        for number in 0..<(1 + random.below(3)) {
          runs[run].append(("element \(number) of rank \(rank)", rank))
          expected.append("element \(number) of rank \(rank)")
        }
      }
      let merged = try RankedRuns<String>(context)
      for run in runs {
        for (element, rank) in run { try merged.append(element, rank: rank) }
        try merged.endRun()
      }
      var found: [String] = []
      var areRanksTheirs = true
      try merged.forEach { element, rank in
        areRanksTheirs = areRanksTheirs && element.hasSuffix(" \(rank)")
        found.append(element)
      }
      #expect(areRanksTheirs)
      #expect(found == expected)
      #expect(context.metrics.spilledBytes > 0)
    }
  }

  @Test func runsWithoutElementsAreNone() throws {
    try MemoryMachine().inTask { context in
      let merged = try RankedRuns<Int>(context)
      try merged.endRun()
      try merged.append(1, rank: 5)
      try merged.endRun()
      try merged.endRun()
      var found: [Int] = []
      try merged.forEach { element, _ in found.append(element) }
      #expect(found == [1])
    }
  }
}
