import Croft
import Glibc

/// Tasks that print.
struct Printing: Job {
  var partitions: Int
  /// How many lines each task prints.
  var lines: Int
  /// What each task prints after its lines, without an end of its own.
  var ending: [UInt8]

  var body: Action<Int?> {
    let (lines, ending) = (lines, ending)
    return Dataset.range(0..<partitions, partitions: partitions)
      .map { partition in
        for line in 0..<lines { print("line \(line) of task \(partition)") }
        fflush(nil)
        _ = ending.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
        return lines
      }
      .reduce(+)
  }
}
