import CroftDriver
import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc

/// What a manager does for many: a thousand idle executors of a hundred applications, all of them processes. How long
/// a grant takes among them, what they cost at rest, how soon a death is known, and how soon a new manager has taken
/// everything over after the first was killed.
struct ManagerCase {
  private static let applications = 100
  private static let grantSamples = 500
  private static let deathSamples = 100
  private static let watchedSeconds: UInt32 = 10
  private static let reportedAttempts = 1_000_000
  /// Drivers wait for answers when so many are due.
  private static let mostUnanswered = 4
  private static let executorSize = Resources(cores: 1, memoryBytes: 16 << 20)

  let executors: Int

  func measure() async throws -> BenchmarkReport {
    // Each executor has a channel here, and the usual limit is 1,024.
    raiseDescriptorLimit()
    // More than the machine has: they are idle.
    return try await PrivateManager.with(cores: 2 * executors, memoryBytes: 2 * executors << 24) { manager in
      var report = BenchmarkReport(.manager, runs: 1)
      let drivers = try SimulatedDrivers(count: min(Self.applications, executors), socketPath: manager.socketPath)
      defer { drivers.close() }
      let starting = try await Stopwatch.seconds { try start(drivers) }
      report.add("applications", drivers.all.count)
      report.add("executors", drivers.executorCount)
      report.add("startSeconds", starting)
      let process = String(manager.process.processID)
      try addRest(of: process, to: &report)
      try addGrants(drivers, to: &report)
      try addDeaths(drivers, to: &report)
      try addHistory(drivers, manager, to: &report)
      try await addRecovery(drivers, after: manager, to: &report)
      return report
    }
  }

  private func start(_ drivers: SimulatedDrivers) throws {
    for index in 0..<executors { drivers.all[index % drivers.all.count].request(Self.executorSize) }
    try wait(for: drivers)
  }

  private func wait(for drivers: SimulatedDrivers) throws {
    try drivers.wait(for: "\(executors) executors") { drivers.executorCount == executors }
  }

  private func addRest(of process: String, to report: inout BenchmarkReport) throws {
    let before = try ProcessActivity.switchesOnceAsleep(process)
    // The one place where time has to pass: what is measured is that nothing happens in it.
    sleep(Self.watchedSeconds)
    report.add("watchedSeconds", Int(Self.watchedSeconds))
    report.add("wakeUps", try ProcessActivity.switches(of: process) - before)
    report.add("residentMegabytes", try residentMegabytes(of: process))
  }

  private func addGrants(_ drivers: SimulatedDrivers, to report: inout BenchmarkReport) throws {
    var seconds: [Double] = []
    for sample in 0..<Self.grantSamples {
      let driver = drivers.all[sample % drivers.all.count]
      seconds.append(try drivers.grantSeconds(to: driver, Self.executorSize))
      try drivers.release(oneOf: driver)
    }
    report.add("grantSamples", seconds.count)
    report.add("grantMedianMilliseconds", seconds.median * 1000)
    report.add("grantP99Milliseconds", seconds.percentile(99) * 1000)
    report.add("grantMaximumMilliseconds", seconds.percentile(100) * 1000)
  }

  private func addDeaths(_ drivers: SimulatedDrivers, to report: inout BenchmarkReport) throws {
    var seconds: [Double] = []
    for sample in 0..<Self.deathSamples {
      seconds.append(try drivers.deathSeconds(of: drivers.all[sample % drivers.all.count]))
    }
    report.add("deathMedianMilliseconds", seconds.median * 1000)
    report.add("deathP99Milliseconds", seconds.percentile(99) * 1000)
    for sample in 0..<Self.deathSamples { drivers.all[sample % drivers.all.count].request(Self.executorSize) }
    try wait(for: drivers)
  }

  private func addHistory(
    _ drivers: SimulatedDrivers, _ manager: PrivateManager, to report: inout BenchmarkReport
  ) throws {
    let driver = drivers.all[0]
    let process = String(manager.process.processID)
    let reports = AttemptReports.make(attempts: Self.reportedAttempts, application: driver.session.application)
    let before = try ProcessActivity.processorSeconds(of: process)
    for (sent, attempts) in reports.enumerated() {
      try drivers.wait(for: "a report's answer") { sent - driver.reportCount < Self.mostUnanswered }
      driver.session.report(attempts)
    }
    try drivers.wait(for: "the last report's answer") { driver.reportCount == reports.count }
    let used = try ProcessActivity.processorSeconds(of: process) - before
    let application = driver.session.application.rawValue
    let kept = try manager.client().call(ListAttempts(application: application, job: 1, stage: 0, limit: 1))
    guard kept.elements.count == 1, !manager.process.standardError.contains("the history lacks") else {
      throw WrongResult("the manager didn't keep all attempts: \(manager.process.standardError.suffix(500))")
    }
    report.add("historySecondsPerMillionAttempts", used * 1e6 / Double(Self.reportedAttempts))
  }

  private func addRecovery(
    _ drivers: SimulatedDrivers, after manager: PrivateManager, to report: inout BenchmarkReport
  ) async throws {
    let before = try executorProcesses(manager)
    try await manager.kill()
    try drivers.wait(for: "the loss of the manager") { drivers.all.allSatisfy { !$0.isResumed } }
    let start = MonotonicTime.nowNanoseconds
    // Beside the drivers, which keep this thread busy.
    async let listening = Stopwatch.seconds { try await manager.start() }
    try drivers.wait(for: "the drivers' return") { drivers.all.allSatisfy(\.isResumed) }
    let after = try executorProcesses(manager)
    report.add("recoverySeconds", Double(MonotonicTime.nowNanoseconds - start) / 1e9)
    report.add("recoveryListenSeconds", try await listening)
    report.add("recoveredResidentMegabytes", try residentMegabytes(of: String(manager.process.processID)))
    guard after == before, drivers.executorCount == executors else {
      throw WrongResult("of \(before.count) executors, \(after.intersection(before).count) are running afterwards")
    }
  }

  /// The processes of all executors that the manager lists as running.
  private func executorProcesses(_ manager: PrivateManager) throws -> Set<Int> {
    Set(try manager.client().call(ListExecutors()).executors.filter { $0.state == .running }.map(\.processID))
  }

  private func residentMegabytes(of process: String) throws -> Double {
    Double(try ProcessMemory.bytes(of: process, "VmRSS")) / 1e6
  }

  private func raiseDescriptorLimit() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
}

extension [Double] {
  /// The smallest value that so many of a hundred don't exceed. At least one value is needed.
  fileprivate func percentile(_ percent: Int) -> Double {
    let rank = (count * percent + 99) / 100
    return sorted()[Swift.max(1, rank) - 1]
  }
}
