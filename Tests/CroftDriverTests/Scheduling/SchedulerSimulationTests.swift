import CroftDriver
import Glibc
import Testing

/// `CROFT_SCHEDULES` says how many schedules to play; `CROFT_SEED` plays one alone.
@Suite struct SchedulerSimulationTests {
  /// Each lane plays its share of the seeds, beside the others.
  private static let lanes: UInt64 = 4
  private static let usualCount: UInt64 = 100_000
  /// Enough of a failed schedule to see how it came about.
  private static let tracedLines = 150

  @Test(arguments: 0..<lanes)
  @concurrent func everyScheduleKeepsTheInvariants(lane: UInt64) async {
    if let seed = Self.number("CROFT_SEED") {
      if lane == 0 { Self.play(seed) }
      return
    }
    let count = Self.number("CROFT_SCHEDULES") ?? Self.usualCount
    for seed in stride(from: lane, to: count, by: UInt64.Stride(Self.lanes)) {
      guard Self.play(seed) else { return }
    }
  }

  /// Or else the invariants would say little.
  @Test func theSchedulesReachEveryKindOfEndAndOddCorner() throws {
    var ends: Set<SimulatedJob.End?> = []
    var sights: Set<SchedulerSimulator.Sight> = []
    for seed in 0..<1000 as Range<UInt64> {
      var simulator = SchedulerSimulator(seed: seed)
      try simulator.run()
      ends.formUnion(simulator.jobs.map(\.end))
      sights.formUnion(simulator.seen)
    }
    let codes: [JobError.Code] = [
      .taskFailed, .executorsLost, .outOfMemory, .taskTimedOut, .lineageDiffers, .diskFull, .scratchLimit, .cancelled,
      .noExecutors,
    ]
    for end in [.success] + codes.map(SimulatedJob.End.failure) { #expect(ends.contains(end), "\(end)") }
    for sight in SchedulerSimulator.Sight.allCases { #expect(sights.contains(sight), "\(sight)") }
  }

  /// A failed schedule is played again, with its steps written down.
  @discardableResult
  private static func play(_ seed: UInt64) -> Bool {
    var simulator = SchedulerSimulator(seed: seed)
    do {
      try simulator.run()
      return true
    } catch {
      var replay = SchedulerSimulator(seed: seed, tracing: true)
      try? replay.run()
      let steps = (replay.trace ?? []).suffix(tracedLines).joined(separator: "\n")
      Issue.record("\(error)\nreplay it with CROFT_SEED=\(seed); its last steps:\n\(steps)")
      return false
    }
  }

  private static func number(_ variable: String) -> UInt64? {
    getenv(variable).flatMap { UInt64(String(cString: $0)) }
  }
}
