import CroftDataset
import RandomPrograms

/// Runs random programs in this process, over memory.
///
/// Where memory is short, lists are computed with enough of it as well and have to be the same: no partition may depend
/// on how much there happens to be.
final class MemoryFarm: ProgramFarm {
  private let machine: MemoryMachine
  /// A machine like the other one, but that it has memory enough; nil if that one has.
  private let twin: MemoryMachine?
  /// Which of the ways to compute a dataset to take, wherever there are several.
  private let choices: [Int]
  private var outputCount = 0

  init(_ machine: MemoryMachine, choices: [Int]) {
    self.machine = machine
    let isShort = machine.limitedMemory.limitBytes < .max
    twin = isShort ? MemoryMachine(parallelism: machine.parallelism) : nil
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
    if let twin, output is any RandomAccessCollection {
      let expected = "\(try twin.run(job.body, choices: choices))"
      if "\(output)" != expected { throw OrderDiffers(expected: expected, computed: "\(output)") }
    }
    return (output, machine.accumulators)
  }

  private static func partition(of path: String) -> Int { path.split(separator: "/").last.flatMap { Int($0) } ?? -1 }
}

/// A list that depends on the memory.
struct OrderDiffers: Error, CustomStringConvertible {
  let expected: String
  let computed: String
  var description: String { "with enough memory: \(expected), with little: \(computed)" }
}
