import CroftLinux
import Glibc

/// All processes of a command: its first one, which leads a session and a process group, and whatever it started.
final class CommandTree: Sendable {
  let process: ProcessDescriptor
  private let leaf: CommandLeaf?
  let mark: ProcessMark?
  private let orphans: FileDescriptor?

  init(_ process: ProcessDescriptor, _ leaf: CommandLeaf?, _ mark: ProcessMark?, _ orphans: FileDescriptor?) {
    self.process = process
    self.leaf = leaf
    self.mark = mark
    self.orphans = orphans
  }

  /// Asks it to end, also what is stopped. Only while its first process hasn't been reaped, which keeps its number.
  func terminate() {
    kill(-process.processID, SIGTERM)
    kill(-process.processID, SIGCONT)
  }

  /// Kills what can be found at once. Only while its first process hasn't been reaped.
  func kill() {
    kill(-process.processID, SIGKILL)
    leaf?.kill()
  }

  private func kill(_ process: pid_t, _ signal: CInt) { Glibc.kill(process, signal) }

  /// Reaps those that have lost their parents and have ended by themselves: nobody else would.
  func reapOrphans(_ ended: (ProcessUsage) -> Void) {
    if let mark, let orphans { OrphanedProcesses.reap(mark, list: orphans, ended: ended) }
  }

  /// Once its first process has ended, or else with it: ends the others, and reaps all of them.
  ///
  /// - Parameter before: what those have used that ended earlier.
  /// - Returns: how the first one ended, and what they used.
  func end(after before: TreeUsage = TreeUsage()) throws(SystemError) -> (exit: ProcessExit, usage: TreeUsage) {
    kill(-process.processID, SIGKILL)
    leaf?.end()
    guard let end = try process.waitForEnd(blocking: true) else {
      preconditionFailure("a wait that blocks has a result")
    }
    var usage = before
    usage.add(end.usage)
    // Those that have left the process group have lost their parents by now, or do so as their parents go.
    if let mark, let orphans { OrphanedProcesses.end(mark, list: orphans) { usage.add($0) } }
    return (end.exit, usage)
  }
}

/// What processes used together, as the kernel told whoever reaped them.
struct TreeUsage {
  private(set) var userMicroseconds: UInt64 = 0
  private(set) var systemMicroseconds: UInt64 = 0
  /// Of the largest one.
  private(set) var maximumResidentBytes: UInt64 = 0

  mutating func add(_ usage: ProcessUsage) {
    userMicroseconds += usage.userMicroseconds
    systemMicroseconds += usage.systemMicroseconds
    maximumResidentBytes = max(maximumResidentBytes, usage.maximumResidentBytes)
  }
}
