import ArgumentParser
import Croft

/// What the program is to do.
enum Trial: String, CaseIterable, ExpressibleByArgument {
  case sum, words, lineLengths, save
  case longStrings, take, top, greet
  case misbehave, stubborn, endless, idle
  case tallied, squares
  case hidden, impure, unsendable, ballast
  case inherited, command, steady, printing
}

/// Jobs that try a farm's patience, for tests that watch from outside.
@main
struct TrialJobs: Application {
  @Argument var trial: Trial
  @Option var count = 1000
  @Option var partitions: Int?
  @Option var limit = 5
  @Option var input: [String] = []
  /// Where to write, or to count attempts.
  @Option var directory = "."
  @Option var misbehaviour = Misbehaviour.throwAlways
  /// The partition that misbehaves.
  @Option var partition = 1
  @Option var mapGate: String?
  @Option var reduceGate: String?
  /// What each task runs.
  @Option var command = "true"
  /// How long each task takes.
  @Option var milliseconds = 100
  /// What tasks print last.
  @Option var endings: [String] = []
  @Option var endingBytes: [UInt8] = []
  /// Which of several jobs is held.
  @Option var gatedJob = 2

  func run(on farm: Farm) async throws {
    for line in try await lines(on: farm) { print(line) }
  }

  private func lines(on farm: Farm) async throws -> [String] {
    switch trial {
    case .sum:
      let job = SumByRemainder(
        count: count, divisor: 7, partitions: partitions, mapGate: mapGate.map(TaskGate.init),
        reduceGate: reduceGate.map(TaskGate.init))
      return try await farm.run(job).map { "\($0) \($1)" }.sorted()
    case .words:
      return try await farm.run(WordFrequencies(input: input, partitions: partitions)).map { "\($1) \($0)" }.sorted()
    case .lineLengths:
      let lengths = try await farm.run(LineLengths(input: input, partitions: partitions))
      return [lengths.map { "\($0.0) lines, the longest of \($0.1) bytes" } ?? "no lines"]
    case .save:
      try await farm.run(NumberedLines(count: count, partitions: partitions, output: directory))
      return []
    case .longStrings:
      let strings = try await farm.run(LongStrings(count: count, partitions: partitions))
      return ["\(strings.count) strings of \(strings.reduce(0) { $0 + $1.utf8.count }) bytes"]
    case .take: return [try await farm.run(FirstNumbers(count: count, partitions: partitions, limit: limit)).joined]
    case .top: return [try await farm.run(LargestSquares(count: count, partitions: partitions, limit: limit)).joined]
    case .greet: return ["\(try await farm.run(Greetings(partitions: partitions ?? 1)))"]
    case .misbehave:
      let job = Misbehaving(
        partitions: partitions ?? 4, partition: partition, misbehaviour: misbehaviour, directory: directory)
      return ["\(try await farm.run(job) ?? 0)"]
    case .stubborn:
      try await StubbornProgram.run(on: farm, gate: TaskGate(directory: directory))
      return []
    case .endless: return ["\(try await farm.run(Endless(partitions: partitions ?? 2)))"]
    case .idle:
      _ = try await farm.run(
        SumByRemainder(count: count, divisor: 7, partitions: partitions, mapGate: mapGate.map(TaskGate.init)))
      TaskGate(directory: directory).pass()
      return []
    case .tallied:
      return try await TalliedProgram.run(
        on: farm, input, partitions ?? 3, in: directory, gate: reduceGate, gatedJob: gatedJob)
    case .squares: return ["\(try await farm.run(DistinctSquares(count: count, partitions: partitions)))"]
    case .hidden: return ["\(try await HiddenJobs.run(on: farm))"]
    case .impure: return ["\(try await farm.run(ImpureJob()))"]
    case .printing:
      let ending = endings.flatMap { $0.utf8 } + endingBytes
      return ["\(try await farm.run(Printing(partitions: partitions ?? 1, lines: count, ending: ending)) ?? 0)"]
    case .ballast: return ["\(try await farm.run(Ballast(text: String(repeating: "x", count: count))))"]
    case .inherited: return try await farm.run(CommandOutput.inheritance).flatMap { $0 }
    case .command:
      return try await farm.run(CommandOutput(command: command, partitions: partitions ?? 1)).flatMap { $0 }
    case .steady:
      let job = SteadyWork(
        partitions: partitions ?? 100, milliseconds: milliseconds, tally: Tally(directory: directory))
      return ["\(try await farm.run(job) ?? 0)"]
    case .unsendable: return ["\(try await farm.run(UnsendableJob()).count)"]
    }
  }
}

extension [Int] {
  fileprivate var joined: String { map(String.init).joined(separator: " ") }
}
