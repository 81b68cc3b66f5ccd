import CroftDriver
import CroftLinux
import CroftProtocol
import CroftTesting

/// An array of a million tasks that is accepted and can't run yet: how long that takes, and what each task costs its
/// driver while it waits.
struct WaitingJobs {
  private static let tasks = 1_000_000
  /// What a driver is without them.
  private static let fewTasks = 1000
  private static let patienceSeconds = 60.0

  func add(to report: inout BenchmarkReport) async throws {
    try await TemporaryDirectory.with { state in
      try await PrivateManager.with(cores: 1, environment: ["XDG_STATE_HOME": state]) { manager in
        // Has the only core, so that the others wait.
        _ = try await submit(["--", "sleep", "1000"], to: manager, state)
        let few = try await driverBytes(Self.fewTasks, manager, state)
        let many = try await driverBytes(Self.tasks, manager, state)
        report.add("arrayTasks", Self.tasks)
        report.add("arraySubmitSeconds", many.seconds)
        report.add("arrayAcceptedSeconds", many.acceptedSeconds)
        report.add("bytesPerTask", Double(many.bytes - few.bytes) / Double(Self.tasks - Self.fewTasks))
      }
    }
  }

  /// - Returns: the process's time, the time until the driver has made all tasks, and the most that it held by then.
  private func driverBytes(
    _ tasks: Int, _ manager: PrivateManager, _ state: String
  ) async throws -> (seconds: Double, acceptedSeconds: Double, bytes: Int) {
    let start = MonotonicTime.nowNanoseconds
    let submitted = try await submit(["--array", "1-\(tasks)", "--", "true"], to: manager, state)
    guard let number = Int(submitted.standardOutput.filter { !$0.isNewline }) else {
      throw WrongResult("croft submit printed no number: \(submitted.standardOutput)")
    }
    let client = try manager.client()
    while Double(MonotonicTime.nowNanoseconds - start) < Self.patienceSeconds * 1e9 {
      let application = try client.call(ListApplications()).applications.first { $0.id == number }
      if let application, application.tasks?.total == tasks, application.waiting > 0 {
        let accepted = Double(MonotonicTime.nowNanoseconds - start) / 1e9
        let bytes = try ProcessMemory.bytes(of: String(application.processID), "VmHWM")
        return (submitted.seconds, accepted, bytes)
      }
      try await _Concurrency.Task.sleep(for: .milliseconds(5))
    }
    throw WrongResult("the driver of \(tasks) tasks told of none within \(Self.patienceSeconds) s")
  }

  private func submit(_ arguments: [String], to manager: PrivateManager, _ state: String) async throws -> ProgramResult
  {
    let result = try await ChildProcess.run(
      ProgramFinder.path(of: "croft"), ["submit", "--master", manager.masterURL, "--quiet"] + arguments,
      environment: ["XDG_STATE_HOME": state])
    guard result.succeeded else { throw WrongResult("croft submit failed: \(result.standardError)") }
    return result
  }
}
