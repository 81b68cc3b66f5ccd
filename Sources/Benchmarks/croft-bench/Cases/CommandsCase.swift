import Croft
import CroftDriver
import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc

/// `croft submit` as a person types it, from the start of its process to its end: many commands that do nothing,
/// against xargs(1) and GNU parallel; one of them, against the command alone; and what many tasks and many jobs cost
/// that only wait or are over.
struct CommandsCase {
  private static let command = "/bin/true"
  private static let slots = 2
  /// Those of a median that hides one process that the machine was late for.
  private static let latencySamples = 20

  let runs: Int
  let tasks: Int

  func measure() async throws -> BenchmarkReport {
    var report = BenchmarkReport(.commands, runs: runs)
    report.add("tasks", tasks)
    try await Workbench.with(cores: Self.slots) { bench in
      let inputs = bench.path("inputs")
      try TestFile.write((1...tasks).map { "\($0)\n" }.joined(), to: inputs)
      try await addThroughput(bench, inputs, to: &report)
      try await addLatency(bench, to: &report)
    }
    try await WaitingJobs().add(to: &report)
    try await PastJobs(runs: runs).add(to: &report)
    return report
  }

  // MARK: - Many commands

  private func addThroughput(_ bench: Workbench, _ inputs: String, to report: inout BenchmarkReport) async throws {
    let hasParallel = access("/usr/bin/parallel", X_OK) == 0
    var xargs: [TimedPair] = []
    var parallel: [TimedPair] = []
    var cgroups: [TimedPair] = []
    for _ in 0..<runs {
      let baseline = try await Baseline.runProgram(
        "/usr/bin/xargs", ["--arg-file", inputs, "--max-procs", "\(Self.slots)", "--max-args", "1", Self.command])
      let ours = try await submit(inputs, to: bench.manager.masterURL)
      // Threads of the command line's own process, which makes no cgroups.
      let local = try await submit(inputs, to: "local[\(Self.slots)]")
      xargs.append((ours, baseline.seconds))
      cgroups.append((ours, local))
      guard hasParallel else { continue }
      // A script, which env(1) finds the interpreter of.
      let other = try await Baseline.runProgram(
        "/usr/bin/env", ["parallel", "--will-cite", "--jobs", "\(Self.slots)", "--arg-file", inputs, Self.command])
      parallel.append((ours, other.seconds))
    }
    report.add("seconds", xargs.map(\.ours).median)
    report.add("xargsSeconds", xargs.map(\.baseline).median)
    report.add("ratioToXargs", xargs.medianRatio)
    if hasParallel {
      report.add("parallelSeconds", parallel.map(\.baseline).median)
      report.add("ratioToParallel", parallel.medianRatio)
    } else {
      report.add("ratioToParallel", "GNU parallel is not installed")
    }
    guard try hasCgroups(bench.manager) else { return report.add("ratioWithCgroups", "no cgroups can be made here") }
    report.add("localSeconds", cgroups.map(\.baseline).median)
    report.add("ratioWithCgroups", cgroups.medianRatio)
  }

  private func submit(_ inputs: String, to master: String) async throws -> Double {
    try await CroftCommandLine.seconds(
      ["submit", "--master", master, "--wait", "--quiet", "--over", inputs, "--", Self.command])
  }

  private func hasCgroups(_ manager: PrivateManager) throws -> Bool {
    try manager.client().call(GetStatus()).limits.contains { $0.name == "containment" && $0.enforced }
  }

  // MARK: - One command

  private func addLatency(_ bench: Workbench, to report: inout BenchmarkReport) async throws {
    var ours: [Double] = []
    var alone: [Double] = []
    for _ in 0..<Self.latencySamples {
      alone.append(try await Baseline.runProgram(Self.command, []).seconds)
      ours.append(
        try await CroftCommandLine.seconds(["submit", "--master", bench.manager.masterURL, "--wait", "--", "true"]))
    }
    report.add("submitMilliseconds", (ours.median - alone.median) * 1000)
  }
}

/// The program `croft`.
enum CroftCommandLine {
  /// - Returns: how long it ran. It has to succeed.
  static func seconds(_ arguments: [String]) async throws -> Double {
    try await Baseline.runProgram(ProgramFinder.path(of: "croft"), arguments).seconds
  }
}
