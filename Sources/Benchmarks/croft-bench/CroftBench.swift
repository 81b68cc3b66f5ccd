import ArgumentParser
import Croft
import CroftProtocol

/// Measures Croft on this machine, through a manager of its own, and prints what it found.
@main
struct CroftBench: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "croft-bench",
      abstract: "Measures Croft on this machine. Makes its own input; starts its own manager.",
      discussion: """
        Cases: \(BenchmarkCase.allCases.map { "\($0.rawValue) (\($0.abstract))" }.joined(separator: ", ")).

        Build it with "swift build -c release" first: a debug build says nothing about speed.
        """)
  }

  @Argument(help: "Which case to run.")
  var benchmark: BenchmarkCase

  @Flag(help: "Print one JSON object, on the last line.")
  var json = false

  @Option(help: "How many times to measure; medians are printed.")
  var runs = 5

  @Option(help: "Elements, rows, tasks or bytes, depending on the case; each has a default.")
  var size: Int?

  func validate() throws {
    guard runs > 0 else { throw ValidationError("--runs \(runs): at least one is needed") }
    if let size, size <= 0 { throw ValidationError("--size \(size): it has to be positive") }
  }

  @MainActor
  static func main() async {
    IdleExecutor.serveIfRequested()
    Farm.serveIfExecutor()
    if await Probe.runIfRequested() { return }
    do {
      try await Self.parse().run()
    } catch {
      exit(withError: error)
    }
  }

  func run() async throws {
    let report = try await benchmark.measure(runs: runs, size: size)
    if json {
      print(report.json)
    } else {
      for (name, value) in report.figures { print("\(name): \(value)") }
    }
  }
}

/// What can be measured.
enum BenchmarkCase: String, CaseIterable, ExpressibleByArgument {
  case noop
  case startup
  case wordcount
  case sort
  case groupby
  case join
  case iterate
  case shuffle
  case spill
  case pipeline
  case rest
  case drivermemory
  case manager
  case commands

  var abstract: String {
    switch self {
    case .noop: "empty tasks, against messages over a socket pair"
    case .startup: "time to the first result, and of a grant"
    case .wordcount: "words of a text, against C"
    case .sort: "records of 100 bytes from file to file, against sort(1)"
    case .groupby: "sums of a CSV file by 100 and by 100,000 keys, against C"
    case .join: "rows of a large CSV file with those of a small one, against C"
    case .iterate: "rounds of k-means over points in memory, against C"
    case .shuffle: "pairs of integers from all tasks to all, against copying them"
    case .spill: "the sort in a tenth of its size in memory, against the same with enough"
    case .pipeline: "elements a second through four operators"
    case .rest: "what a manager costs that has nothing to do"
    case .drivermemory: "bytes a task in the driver"
    case .manager: "grants, rest and recovery with 1,000 executors of 100 applications"
    case .commands: "commands that do nothing, against xargs and GNU parallel"
    }
  }

  func measure(runs: Int, size: Int?) async throws -> BenchmarkReport {
    switch self {
    case .noop: try await NoopCase(runs: runs, tasks: size ?? 1_000_000).measure()
    case .startup: try await StartupCase(runs: runs).measure()
    case .wordcount: try await WordCountCase(runs: runs, bytes: size ?? 1 << 30).measure()
    case .sort: try await SortCase(runs: runs, bytes: size ?? 1_000_000_000).measure()
    case .groupby: try await GroupByCase.measureBoth(runs: runs, rows: size ?? 10_000_000)
    case .join: try await JoinCase(runs: runs, rows: size ?? 10_000_000).measure()
    case .iterate: try await IterateCase(runs: runs, points: size ?? 5_000_000).measure()
    case .shuffle: try await ShuffleCase(runs: runs, pairs: size ?? 50_000_000).measure()
    case .spill: try await SpillCase(runs: runs, bytes: size ?? 1_000_000_000).measure()
    case .pipeline: try await PipelineCase(runs: runs, elements: size ?? 2_000_000_000).measure()
    case .rest: try await RestCase().measure()
    case .drivermemory: try await DriverMemoryCase(runs: runs, tasks: size ?? 1_000_000).measure()
    case .manager: try await ManagerCase(executors: size ?? 1000).measure()
    case .commands: try await CommandsCase(runs: runs, tasks: size ?? 10_000).measure()
    }
  }
}
