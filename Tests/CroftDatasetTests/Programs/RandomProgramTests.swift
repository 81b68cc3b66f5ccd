import CroftTesting
import Glibc
import RandomPrograms
import Testing

@testable import CroftDataset

/// Programs of up to twelve operators, drawn at random, give what a naive interpreter gives, however little memory
/// there is.
///
/// `CROFT_PROGRAMS` says how many to run; `CROFT_SEED` runs one alone.
@Suite struct RandomProgramTests {
  /// Each lane runs its share of the seeds, beside the others.
  private static let lanes: UInt64 = 4
  private static let usualCount: UInt64 = 3000

  @Test(arguments: 0..<lanes)
  @concurrent func everyProgramGivesWhatTheInterpreterGives(lane: UInt64) async {
    if let seed = Self.number("CROFT_SEED") {
      if lane == 0 { await Self.run(seed) }
      return
    }
    let count = Self.number("CROFT_PROGRAMS") ?? Self.usualCount
    for seed in stride(from: lane, to: count, by: UInt64.Stride(Self.lanes)) {
      guard await Self.run(seed) else { return }
    }
  }

  @discardableResult
  private static func run(_ seed: UInt64) async -> Bool {
    var random = SeededRandom(seed: ~seed)
    // From a task that can hold next to nothing to one that holds everything.
    let memoryBytes = [200, 3000, 50_000, .max][random.below(4)]
    let machine = MemoryMachine(
      parallelism: 1 + random.below(4), memoryBytes: memoryBytes,
      cache: MemoryCache(roomBytes: random.isOne(in: 2) ? .max : 2000))
    // The third way is there only for some.
    let farm = MemoryFarm(machine, choices: (0..<20).map { _ in random.below(2) })
    let options = ProgramDraw.Options(parallelism: machine.parallelism)
    guard let problem = await ProgramTrial.problem(seed: seed, options, on: farm) else { return true }
    Issue.record("\(problem)\nin tasks of \(memoryBytes) bytes; replay it with CROFT_SEED=\(seed)")
    return false
  }

  private static func number(_ variable: String) -> UInt64? {
    getenv(variable).flatMap { UInt64(String(cString: $0)) }
  }
}
