import Croft
import CroftDriver
import CroftLinux
import CroftProtocol
import CroftTesting

/// How long it takes from the start of a driver's process to its first task's result, with a manager running; and
/// what part of it is the grant of an executor.
struct StartupCase {
  let runs: Int

  func measure() async throws -> BenchmarkReport {
    let (first, grant) = try await PrivateManager.with(cores: 2) { manager in
      var first: [Double] = []
      var grant: [Double] = []
      _ = try await Probe.firstResultSeconds(master: manager.masterURL)
      for _ in 0..<runs {
        first.append(try await Probe.firstResultSeconds(master: manager.masterURL))
        grant.append(try grantSeconds(manager))
      }
      return (first, grant)
    }
    var report = BenchmarkReport(.startup, runs: runs)
    report.add("firstResultMilliseconds", first.median * 1000)
    report.add("grantMilliseconds", grant.median * 1000)
    return report
  }

  /// From the request for an executor to its descriptor in our hands.
  private func grantSeconds(_ manager: PrivateManager) throws -> Double {
    let registration = RegisterApplication(
      name: "grant", image: 0, arguments: ["croft-bench"], environment: Environment.all, directory: "/")
    let session = try ManagerSession.register(
      socketPath: manager.socketPath, registration: registration, image: try currentExecutable())
    let loop = try EventLoop()
    var granted: UInt64?
    try session.attach(to: loop) { event in
      if case .granted = event { granted = MonotonicTime.nowNanoseconds }
      loop.stop()
    }
    let start = MonotonicTime.nowNanoseconds
    session.requestExecutors(count: 1, resources: Resources(cores: 1, memoryBytes: 64 << 20))
    loop.run()
    session.close()
    guard let granted else { throw WrongResult("the manager granted no executor") }
    return Double(granted - start) / 1e9
  }
}
