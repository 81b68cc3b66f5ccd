import Croft
import Glibc

/// Counts the lines of files by their length, in two stages that tell of every task.
struct TalliedLengths: Job {
  var input: [String]
  var partitions: Int
  var tally: Tally
  /// Held before a reduce task gives anything.
  var reduceGate: TaskGate?
  /// As long as this file is there, the last reduce task fails.
  var obstacle: String

  var body: Action<[(Int, Int)]> { lengths.collect() }

  var lengths: Dataset<(Int, Int)> {
    let (partitions, tally, reduceGate, obstacle) = (partitions, tally, reduceGate, obstacle)
    return Dataset.lines(in: input, partitions: partitions)
      .mapPartitionsWithIndex { partition, lines in
        tally.add("map \(partition)")
        return lines
      }
      .map { ($0.count, 1) }
      .reduceByKey(+, partitions: partitions)
      .mapPartitionsWithIndex { partition, counts in
        if partition == partitions - 1 {
          if access(obstacle, F_OK) == 0 { throw InTheWay(file: obstacle) }
          reduceGate?.pass()
        }
        tally.add("reduce \(partition)")
        return counts
      }
  }
}

/// The same, written as text.
struct SavedLengths: Job {
  var lengths: TalliedLengths
  var output: String

  var body: Action<Void> { lengths.lengths.map { "\($0.0) \($0.1)" }.saveAsTextFile(output) }
}

struct InTheWay: Error, CustomStringConvertible {
  var file: String
  var description: String { "\(file) is in the way" }
}

/// Several jobs, one after another, each of which may be the one that an earlier run did not come to the end of.
enum TalliedProgram {
  /// - Parameters:
  ///   - directory: with a directory for each job, `1` to `3`, that its tally is in.
  ///   - gate: where the job of the number `gatedJob` is held.
  static func run(
    on farm: Farm, _ input: [String], _ partitions: Int, in directory: String, gate: String?, gatedJob: Int
  ) async throws -> [String] {
    func lengths(_ number: Int) -> TalliedLengths {
      TalliedLengths(
        input: input, partitions: partitions, tally: Tally(directory: "\(directory)/\(number)"),
        reduceGate: number == gatedJob ? gate.map(TaskGate.init) : nil, obstacle: "\(directory)/\(number)/obstacle")
    }
    let (first, second) = (try await farm.run(lengths(1)), try await farm.run(lengths(2)))
    try await farm.run(SavedLengths(lengths: lengths(3), output: "\(directory)/output"))
    return (first.sorted { $0 < $1 } + second.sorted { $0 < $1 }).map { "\($0.0) \($0.1)" }
  }
}
