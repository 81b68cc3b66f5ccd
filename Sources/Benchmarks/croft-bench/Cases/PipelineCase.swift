import Croft
import CroftTesting

/// map, filter, map, count on one slot: what the engine costs for each element.
struct PipelineCase {
  let runs: Int
  let elements: Int

  func measure() async throws -> BenchmarkReport {
    let seconds = try await PrivateManager.with(cores: 1) { manager in
      let farm = try Farm.connect(
        master: manager.masterURL, FarmConfiguration(name: "pipeline", executors: 1, executorCores: 1))
      defer { farm.close() }
      _ = try await farm.run(Pipeline(elements: 1000, partitions: 1))
      var seconds: [Double] = []
      for _ in 0..<runs {
        seconds.append(try await Stopwatch.seconds { try await runOnce(farm) })
      }
      return seconds
    }
    var report = BenchmarkReport(.pipeline, runs: runs)
    report.add("elements", elements)
    report.add("seconds", seconds.median)
    report.add("elementsPerSecond", Double(elements) / seconds.median)
    return report
  }

  private func runOnce(_ farm: Farm) async throws {
    let count = try await farm.run(Pipeline(elements: elements, partitions: 8))
    guard count == (elements + 1) / 2 else { throw WrongResult("pipeline counted \(count) of \(elements)") }
  }
}
