import CroftDriver
import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc
import Testing

extension FarmTests {
  /// A driver's end, by whichever way, leaves nothing behind.
  @Suite struct DriverEndTests {
    @Test func killedDriverLeavesNothingASecondLater() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        try await GatedJob.with(.reduce, on: manager) { job in
          let remains = try Remains(of: job, on: manager)
          try job.driver.signal(SIGKILL)
          try await remains.expectGone(withinSeconds: 1)
        }
      }
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func signalCancelsTheJobAndLeavesNothing(signal: CInt) async throws {
      try await PrivateManager.with(cores: 2) { manager in
        try await GatedJob.with(.reduce, on: manager) { job in
          let remains = try Remains(of: job, on: manager)
          try job.driver.signal(signal)
          let result = try await job.driver.result(timeoutSeconds: 5)
          #expect(result.exit == .exited(code: 128 + signal))
          #expect(result.standardOutput == "")
          #expect(result.standardError == "croft: cancelling; once more to leave at once\n")
          try await remains.expectGone(withinSeconds: 1)
        }
      }
    }

    @Test func localDriverLeavesNothingAfterASignal() async throws {
      try await withLocalDriver(["sum", "--partitions", "2"], gate: "--map-gate") { driver, gate in
        _ = try await gate.waitForTasks(2)
        try driver.signal(SIGINT)
        #expect(try await driver.waitForExit(timeoutSeconds: 5) == .exited(code: 130))
      }
    }

    @Test func secondSignalEndsAProgramThatWillNotStop() async throws {
      try await withLocalDriver(["stubborn"], gate: "--directory") { driver, gate in
        _ = try await gate.waitForTasks(1)
        try driver.signal(SIGINT)
        _ = try await gate.waitForTasks(2)
        try driver.signal(SIGINT)
        #expect(try await driver.waitForExit(timeoutSeconds: 5) == .exited(code: 130))
      }
    }

    /// Runs a program on threads of its own, and expects that its scratch space is gone after `body`.
    private func withLocalDriver(
      _ arguments: [String], gate option: String, _ body: (ChildProcess, Gate) async throws -> Void
    ) async throws {
      try await TemporaryDirectory.with { directory in
        let gate = try Gate(in: directory)
        let scratch = "\(directory)/scratch"
        try FileSystem.createDirectory(scratch, mode: 0o700)
        let environment = Trial.environment.merging(["TMPDIR": scratch]) { $1 }
        let driver = try ChildProcess.start(
          ProgramFinder.path(of: "trialjobs"), arguments + ["--master", "local[2]", option, directory],
          environment: environment)
        defer { try? driver.signal(SIGKILL) }
        try await body(driver, gate)
        #expect(try FileSystem.list(scratch) == [])
      }
    }
  }
}

/// What an application has on the machine, to see it go.
private struct Remains {
  let executors: [ProcessDescriptor]
  let cgroups: [String]
  let manager: PrivateManager

  init(of job: GatedJob, on manager: PrivateManager) throws {
    self.manager = manager
    executors = try job.executors.map { try ProcessDescriptor(ofProcess: pid_t($0)) }
    cgroups = try manager.client().call(ListExecutors()).executors.compactMap(\.cgroup)
    #expect(executors.count == 2)
    #expect(try FileSystem.list(manager.scratch) == ["app-1"])
  }

  func expectGone(withinSeconds seconds: Double) async throws {
    let start = MonotonicTime.nowNanoseconds
    for executor in executors {
      #expect(try await Waiting.forEnd(of: executor, timeoutSeconds: seconds))
    }
    #expect(try await Waiting.forNames(in: manager.scratch, timeoutSeconds: seconds) { $0.isEmpty })
    #expect(Double(MonotonicTime.nowNanoseconds - start) / 1e9 < seconds)
    // The scratch directory goes last.
    for cgroup in cgroups { #expect(try FileSystem.status(cgroup) == nil) }
    let status = try manager.client().call(GetStatus())
    #expect(status.applications == 0)
    #expect(status.executors == 0)
    #expect(status.free == status.capacity)
  }
}
