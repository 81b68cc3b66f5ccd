import Croft

@main
struct TeraSortTool: Application {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "terasort", abstract: "The sort benchmark: records of 100 bytes, by keys of 10 bytes.",
      discussion: """
        Example:
          terasort --master local[2] generate unsorted --records 10000000
          terasort --master local[2] sort unsorted sorted
          terasort --master local[2] check unsorted sorted
        """)
  }

  /// What to do.
  enum Step: String, ExpressibleByArgument, CaseIterable {
    case generate, sort, check

    var directories: Int { self == .generate ? 1 : 2 }
  }

  @Argument(help: "generate, sort or check.")
  var step: Step

  @Argument(help: "To generate: a new directory. To sort: what to read, and a new directory. To check: both of them.")
  var directories: [String]

  @Option(help: "How many records to generate.")
  var records = 1_000_000

  @Option(help: "Another seed generates other records.")
  var seed: UInt64 = 1

  @Flag(help: "Replace what an earlier run has written.")
  var overwrite = false

  func validate() throws {
    guard directories.count == step.directories else {
      throw ValidationError("\(step.rawValue): give \(step == .generate ? "one directory" : "two directories")")
    }
    guard records >= 0 else { throw ValidationError("--records \(records): it can't be negative") }
  }

  func run(on farm: Farm) async throws {
    switch step {
    case .generate:
      try await time(
        Generation(records: records, seed: seed, output: directories[0], overwrite: overwrite), on: farm)
    case .sort:
      try await time(TeraSort(input: directories[0], output: directories[1], overwrite: overwrite), on: farm)
    case .check:
      try await check(on: farm)
    }
  }

  private func time<Work: Job>(_ job: Work, on farm: Farm) async throws where Work.Output == Void {
    let report = try await farm.runReporting(job).report
    let megabytesPerSecond = Double(report.bytes.output) / 1e6 / report.seconds
    print("\(report.bytes.output) bytes in \(report.seconds) s, \(Int(megabytesPerSecond)) MB/s")
  }

  private func check(on farm: Farm) async throws {
    // Two jobs at once, which share the executors.
    async let input = farm.run(Inspection(input: directories[0]))
    async let output = farm.run(Inspection(input: directories[1]))
    let (unsorted, sorted) = try await (input, output)
    print("records: \(sorted.count)")
    print("checksum: \(String(sorted.checksum, radix: 16))")
    print("duplicate keys: \(sorted.duplicateKeys)")
    guard sorted.disordered == 0 else { throw NotSorted("\(sorted.disordered) records are not in order") }
    guard sorted.count == unsorted.count else { throw NotSorted("there were \(unsorted.count) records before") }
    guard sorted.checksum == unsorted.checksum else { throw NotSorted("the records are not the ones from before") }
    print("all records are there, in order")
  }
}

/// A result that is none.
struct NotSorted: Error, CustomStringConvertible {
  let problem: String

  init(_ problem: String) { self.problem = problem }

  var description: String { "the output is wrong: \(problem)" }
}
