import CroftDriver
import CroftLinux
import CroftProtocol
import CroftTesting

/// `croft list` with ten thousand jobs in the history.
struct PastJobs {
  private static let jobs = 10_000

  let runs: Int

  func add(to report: inout BenchmarkReport) async throws {
    try await PrivateManager.with(cores: 1) { manager in
      let image = try currentExecutable()
      for number in 1...Self.jobs {
        let registration = RegisterApplication(
          name: "job-\(number)", image: 0, arguments: ["job"], environment: [], directory: "/")
        try ManagerSession.register(socketPath: manager.socketPath, registration: registration, image: image).close()
      }
      report.add("pastJobs", Self.jobs)
      report.add("listMilliseconds", try await milliseconds(["list", "--master", manager.masterURL]))
      let all = ["list", "--master", manager.masterURL, "--all", "--limit", "\(Self.jobs)"]
      report.add("listAllMilliseconds", try await milliseconds(all))
    }
  }

  private func milliseconds(_ arguments: [String]) async throws -> Double {
    var seconds: [Double] = []
    for _ in 0..<runs { seconds.append(try await CroftCommandLine.seconds(arguments)) }
    return seconds.median * 1000
  }
}
