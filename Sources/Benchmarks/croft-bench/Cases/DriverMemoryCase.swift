import CroftTesting

/// How much a driver's memory grows with the number of its tasks.
struct DriverMemoryCase {
  let runs: Int
  let tasks: Int

  func measure() async throws -> BenchmarkReport {
    let growth = try await PrivateManager.with(cores: 2) { manager in
      var growth: [Double] = []
      for _ in 0..<runs {
        let few = try await Probe.peakMemoryBytes(master: manager.masterURL, tasks: 1000)
        let many = try await Probe.peakMemoryBytes(master: manager.masterURL, tasks: tasks)
        growth.append(Double(many - few))
      }
      return growth
    }
    var report = BenchmarkReport(.drivermemory, runs: runs)
    report.add("tasks", tasks)
    report.add("growthMegabytes", growth.median / 1e6)
    report.add("bytesPerTask", growth.median / Double(tasks))
    return report
  }
}
