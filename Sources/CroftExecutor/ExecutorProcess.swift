import CroftLinux
@preconcurrency import Glibc  // For `stdout`, which is set up here before there is a second thread.

/// The life of a process that the manager started as an executor.
package enum ExecutorProcess {
  /// Where the manager puts the task channel.
  private static let channelDescriptor: CInt = 3

  /// Whether this process was started as an executor.
  package static var isRequested: Bool { Environment.value("CROFT_ROLE") == "executor" }

  /// Serves the driver and ends the process, with status 0 when the driver closed the channel.
  package static func run() -> Never {
    ProcessTitle.set("croft-executor")
    keepFromChildren()
    // Its output may be read by a manager that dies; then what it prints is lost, and not the executor.
    ProcessSignals.discard(SIGPIPE)
    // A line that user code prints is to appear when it was printed, and must not be lost with the process.
    setvbuf(stdout, nil, _IOLBF, 0)
    do {
      let cores = Environment.value("CROFT_EXECUTOR_CORES").flatMap { Int($0) } ?? 1
      let channel = FileDescriptor(adopting: channelDescriptor)
      try ExecutorRuntime(channel: channel, slots: cores).run()
      leave(0)
    } catch {
      complain("executor ends: \(error)")
      leave(1)
    }
  }

  /// Programs that user code starts must not hold the channel open, nor take themselves for executors.
  private static func keepFromChildren() {
    _ = fcntl(channelDescriptor, F_SETFD, FD_CLOEXEC)
    unsetenv("CROFT_ROLE")
    unsetenv("CROFT_CHANNEL")
  }

  /// Ends the process without waiting for tasks that don't stop.
  private static func leave(_ status: CInt) -> Never {
    fflush(nil)
    _exit(status)
  }

  private static func complain(_ message: String) {
    try? FileDescriptor(duplicating: STDERR_FILENO).writeAll("croft: \(message)\n")
  }
}
