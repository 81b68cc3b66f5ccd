import Croft

/// Empty tasks through two real executors of one slot each, which is what Croft itself costs for each task; against
/// messages to another process and back, one read and one write each.
struct NoopCase: ComparedCase {
  static let benchmark = BenchmarkCase.noop

  let runs: Int
  let tasks: Int
  var size: (name: String, value: Int) { ("tasks", tasks) }

  private static let messagesInFlight = 64

  func runBaseline(_ bench: Workbench) async throws -> Timed<[Never]> {
    let result = try await Baseline.run(["pingpong", "\(tasks)", "\(Self.messagesInFlight)"])
    return Timed(seconds: result.seconds, value: [])
  }

  /// With executors that are there already.
  func runOurs(_ bench: Workbench) async throws -> Timed<[Never]> {
    try await bench.withFarm("noop") { farm in
      _ = try await farm.run(EmptyTasks(tasks: 1000))
      let seconds = try await Stopwatch.seconds { _ = try await farm.run(EmptyTasks(tasks: tasks)) }
      return Timed(seconds: seconds, value: [])
    }
  }
}
