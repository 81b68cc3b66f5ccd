import CLinux
import Glibc

/// A process that has been made and is on its way to its image.
package final class StartingProcess {
  package let process: ProcessDescriptor
  /// Readable when ``imageRuns()`` has news. Non-blocking.
  package let report: FileDescriptor
  private let subject: (SpawnError.Step) -> String?

  init(process: ProcessDescriptor, report: FileDescriptor, subject: @escaping (SpawnError.Step) -> String?) {
    self.process = process
    self.report = report
    self.subject = subject
  }

  /// Whether the image runs; false while that isn't known. A process that was killed before counts as one whose image
  /// ran: its end tells.
  ///
  /// - Throws: ``SpawnError`` with the step that failed. The process is about to exit then, and is still to be reaped.
  package func imageRuns() throws(SpawnError) -> Bool {
    var told = croft_spawn_report()
    let count: Int
    do {
      count = try withUnsafeMutableBytes(of: &told) { bytes in
        Result { () throws(SystemError) in try report.read(into: bytes) }
      }.get()
    } catch {
      if error.wouldBlock { return false }
      throw SpawnError(step: .prepare, errno: error.errno, subject: "the report of process \(process.processID)")
    }
    // The pipe is close-on-exec, so it ends empty when the image runs. A report is shorter than what pipe(7) writes
    // in one piece.
    guard count == MemoryLayout<croft_spawn_report>.size else { return true }
    let step = SpawnError.Step(rawValue: told.step) ?? .prepare
    throw SpawnError(step: step, errno: told.error, subject: subject(step))
  }

  /// Waits until ``imageRuns()`` has news.
  package func wait() {
    var entry = pollfd(fd: report.rawValue, events: Int16(POLLIN), revents: 0)
    // An interrupted wait only makes the caller look once more.
    poll(&entry, 1, -1)
  }
}
