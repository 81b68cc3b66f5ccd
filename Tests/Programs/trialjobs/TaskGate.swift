import Glibc

/// The task's side of a test's gate: says that it has begun, and waits until the gate is open.
struct TaskGate: Codable, Sendable {
  /// Where the test made the FIFOs `begun` and `gate`.
  var directory: String

  func pass() {
    // A line this short is written whole, whoever else writes (pipe(7)).
    let line = Array("\(getpid())\n".utf8)
    let begun = open("\(directory)/begun", O_WRONLY | O_CLOEXEC)
    _ = write(begun, line, line.count)
    close(begun)
    // Opening a FIFO for reading waits until somebody has it open for writing (fifo(7)).
    close(open("\(directory)/gate", O_RDONLY | O_CLOEXEC))
  }
}
