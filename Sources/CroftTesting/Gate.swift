package import CroftLinux
import Glibc
import Synchronization

/// Holds the tasks of a job until a test lets them go on, and tells the test which have begun: events in place of
/// sleeps.
///
/// Two FIFOs in a directory. A task writes a line to `begun`, then opens `gate` for reading, which the kernel lets
/// happen only once somebody has it open for writing.
package final class Gate: Sendable {
  package let directory: String
  private let begun: CollectedOutput
  /// Keeps `begun` open between two tasks.
  private let keptOpen: Mutex<FileDescriptor?>

  package init(in directory: String) throws {
    self.directory = directory
    for name in ["begun", "gate"] where mkfifo("\(directory)/\(name)", 0o600) != 0 {
      throw SystemError("mkfifo", errno: errno, subject: "\(directory)/\(name)")
    }
    // Non-blocking, or the opening would wait for a writer; the reads are to wait again.
    let reading = try FileDescriptor.open("\(directory)/begun", flags: O_RDONLY | O_NONBLOCK)
    keptOpen = Mutex(try FileDescriptor.open("\(directory)/begun", flags: O_WRONLY))
    _ = fcntl(reading.rawValue, F_SETFL, O_RDONLY)
    begun = try CollectedOutput(from: [reading])
  }

  /// What tasks have written so far, a line for each that has begun.
  package var lines: [String] { Self.lines(begun.text(0)) }

  /// Waits until so many tasks have begun.
  package func waitForTasks(_ count: Int, timeoutSeconds: Double = 30) async throws -> [String] {
    guard try await begun.wait(timeoutSeconds: timeoutSeconds, until: { Self.lines($0.text(0)).count >= count }) else {
      throw GateError(description: "\(count) tasks were expected to begin; \(lines.count) did: \(lines)")
    }
    return lines
  }

  /// What tasks have written altogether, once their job is over. Of later ones it hears nothing.
  package func allTasks(timeoutSeconds: Double = 30) async throws -> [String] {
    keptOpen.withLock { $0 = nil }
    guard try await begun.wait(timeoutSeconds: timeoutSeconds, until: { $0.openPipes == 0 }) else {
      throw GateError(description: "some task may still write whether it has begun, after \(lines)")
    }
    return lines
  }

  /// Lets every task through that waits, and every later one as long as the returned descriptor lives.
  package func open() throws -> FileDescriptor {
    // Read and write, so that this doesn't wait for a reader.
    try FileDescriptor.open("\(directory)/gate", flags: O_RDWR)
  }

  private static func lines(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }
}

/// Tasks that did not begin, or not end.
package struct GateError: Error, CustomStringConvertible {
  package let description: String
}
