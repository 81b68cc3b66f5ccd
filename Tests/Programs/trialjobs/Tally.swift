import Glibc

/// Counts what tasks do, over all executors and drivers: a line for each in one file.
struct Tally: Codable, Sendable {
  /// The file `tally` in it.
  var directory: String

  func add(_ line: String) {
    // A line this short is appended whole, whoever else writes (write(2), O_APPEND).
    let bytes = Array("\(line)\n".utf8)
    let file = open("\(directory)/tally", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    precondition(write(file, bytes, bytes.count) == bytes.count, "nothing can be tallied in \(directory)")
    close(file)
  }
}
