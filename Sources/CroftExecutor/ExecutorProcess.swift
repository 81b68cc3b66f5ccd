import CroftLinux
import CroftProtocol
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
    let goesToJournal = Environment.value(ExecutorOutputMode.variable) == ExecutorOutputMode.journal
    keepFromChildren()
    // Its output may be read by a manager that dies; then what it prints is lost, and not the executor.
    ProcessSignals.discard(SIGPIPE)
    // A line that user code prints is to appear when it was printed, and must not be lost with the process.
    setvbuf(stdout, nil, _IOLBF, 0)
    do {
      let cores = Environment.value("CROFT_EXECUTOR_CORES").flatMap { Int($0) } ?? 1
      let channel = FileDescriptor(adopting: channelDescriptor)
      let output = goesToJournal ? try PrintedOutput.start(slots: cores) : nil
      do {
        try ExecutorRuntime(channel: channel, slots: cores, cgroup: ownCgroup, output: output).run()
        leave(0, output)
      } catch {
        complain("executor ends: \(error)")
        leave(1, output)
      }
    } catch {
      complain("executor can't read its own output: \(error)")
      leave(1, nil)
    }
  }

  /// The cgroup that the manager made for this executor; nil without one. The process sits in a leaf of it.
  private static var ownCgroup: Cgroup? {
    let leaf = "/agent"
    guard let path = Cgroup.ownPath(), path.hasSuffix(leaf) else { return nil }
    return Cgroup(path: String(path.dropLast(leaf.count)))
  }

  /// Programs that user code starts must not hold the channel open, nor take themselves for executors.
  private static func keepFromChildren() {
    _ = fcntl(channelDescriptor, F_SETFD, FD_CLOEXEC)
    unsetenv("CROFT_ROLE")
    unsetenv("CROFT_CHANNEL")
    unsetenv(ExecutorOutputMode.variable)
  }

  /// Ends the process without waiting for tasks that don't stop.
  private static func leave(_ status: CInt, _ output: PrintedOutput?) -> Never {
    fflush(nil)
    output?.finish()
    _exit(status)
  }

  private static func complain(_ message: String) {
    try? FileDescriptor(duplicating: STDERR_FILENO).writeAll("croft: \(message)\n")
  }
}
