import CLinux
package import Glibc

/// How a process ended.
package enum ProcessExit: Sendable, Equatable {
  case exited(code: CInt)
  case signalled(signal: CInt, coreDumped: Bool)
}

/// A process, held by a pidfd: unlike its number, it never comes to mean another process.
package final class ProcessDescriptor: Sendable {
  /// Readable once the process has ended.
  package let descriptor: FileDescriptor
  package let processID: pid_t

  /// Takes hold of a running process. The caller makes sure that the number is still that process's.
  package init(ofProcess processID: pid_t) throws(SystemError) {
    self.processID = processID
    descriptor = FileDescriptor(
      adopting: try checked("pidfd_open", "process \(processID)") { pidfd_open(processID, 0) })
  }

  /// The same process by another descriptor, to be watched by itself.
  package init(duplicating other: ProcessDescriptor) throws(SystemError) {
    processID = other.processID
    descriptor = try FileDescriptor(duplicating: other.descriptor.rawValue)
  }

  init(adopting descriptor: FileDescriptor, processID: pid_t) {
    self.descriptor = descriptor
    self.processID = processID
  }

  /// Sends a signal; ESRCH when the process has ended and been reaped.
  package func signal(_ signal: CInt) throws(SystemError) {
    try checked("pidfd_send_signal", "process \(processID)") {
      pidfd_send_signal(descriptor.rawValue, signal, nil, 0)
    }
  }

  /// Whether the process has ended by a moment on the monotonic clock, for which it waits. Whoever's child it is, and
  /// reaped or not.
  package func waitUntilEnded(untilNanoseconds deadline: UInt64) -> Bool {
    var entry = pollfd(fd: descriptor.rawValue, events: Int16(POLLIN), revents: 0)
    while true {
      let now = MonotonicTime.nowNanoseconds
      let milliseconds = now < deadline ? CInt(clamping: (deadline - now) / 1_000_000 + 1) : 0
      if poll(&entry, 1, milliseconds) > 0 { return true }
      // A signal's interruption counts as nothing.
      if milliseconds == 0 { return false }
    }
  }

  /// Reaps the process and tells how it ended; nil when it still runs and `blocking` is false.
  ///
  /// Works once, and for the caller's own children: a process that another one forked is ECHILD.
  package func waitForExit(blocking: Bool) throws(SystemError) -> ProcessExit? {
    try waitForEnd(blocking: blocking)?.exit
  }

  /// Has a thread of its own wait for the end, however long that takes, and reap the process.
  package func reapLater() throws(SystemError) -> NamedThread {
    // It calls nothing but waitid.
    try NamedThread.start(name: "reaper", stackBytes: 128 << 10) { _ = try? self.waitForExit(blocking: true) }
  }

  /// As ``waitForExit(blocking:)``, with what the process used in its life.
  package func waitForEnd(blocking: Bool) throws(SystemError) -> (exit: ProcessExit, usage: ProcessUsage)? {
    var code: CInt = 0
    var status: CInt = 0
    var usage = rusage()
    let hasEnded = try checked("waitid", "process \(processID)") {
      croft_wait(descriptor.rawValue, blocking, &code, &status, &usage)
    }
    guard hasEnded == 1 else { return nil }
    let exit: ProcessExit =
      switch code {
      case CInt(CLD_EXITED): .exited(code: status)
      default: .signalled(signal: status, coreDumped: code == CInt(CLD_DUMPED))
      }
    return (exit, ProcessUsage(usage))
  }
}
