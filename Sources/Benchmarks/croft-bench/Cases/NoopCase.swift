import Croft
import CroftTesting

/// Empty tasks through two real executors of one slot each: what Croft itself costs for each task.
struct NoopCase {
  let runs: Int
  let tasks: Int

  func measure() async throws -> BenchmarkReport {
    let seconds = try await PrivateManager.with(cores: 2) { manager in
      let farm = try Farm.connect(
        master: manager.masterURL, FarmConfiguration(name: "noop", executors: 2, executorCores: 1))
      defer { farm.close() }
      _ = try await farm.run(EmptyTasks(tasks: 1000))
      var seconds: [Double] = []
      for _ in 0..<runs {
        seconds.append(try await Stopwatch.seconds { _ = try await farm.run(EmptyTasks(tasks: tasks)) })
      }
      return seconds
    }
    var report = BenchmarkReport(.noop, runs: runs)
    report.add("tasks", tasks)
    report.add("seconds", seconds.median)
    report.add("tasksPerSecond", Double(tasks) / seconds.median)
    return report
  }
}
