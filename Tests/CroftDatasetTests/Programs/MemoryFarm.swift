import CroftDataset
import RandomPrograms

/// Runs random programs in this process, over memory.
final class MemoryFarm: ProgramFarm {
  private let machine: MemoryMachine
  /// Which of the ways to compute a dataset to take, wherever there are several.
  private let choices: [Int]
  private var outputCount = 0

  init(_ machine: MemoryMachine, choices: [Int]) {
    self.machine = machine
    self.choices = choices
  }

  var parallelism: Int { machine.parallelism }

  func makeOutputPath() -> String {
    outputCount += 1
    return "output-\(outputCount)"
  }

  func savedFiles(in path: String) -> [String] {
    machine.saved.filter { $0.key.hasPrefix("\(path)/") }
      .sorted { Self.partition(of: $0.key) < Self.partition(of: $1.key) }.map(\.value)
  }

  func run<Value: Job>(_ job: Value) throws -> (output: Value.Output, accumulators: AccumulatorValues) {
    let output = try machine.run(job.body, choices: choices)
    return (output, machine.accumulators)
  }

  private static func partition(of path: String) -> Int { path.split(separator: "/").last.flatMap { Int($0) } ?? -1 }
}
