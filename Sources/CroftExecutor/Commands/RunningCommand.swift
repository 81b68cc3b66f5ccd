import CroftLinux
import CroftProtocol
import Glibc

/// A command from its first process's start to its last one's end. Belongs to the thread that runs the task, which
/// reads what it prints, watches its time, and asks now and then whether the task still counts.
struct RunningCommand {
  private enum Phase {
    case running
    case asked(deadline: UInt64)
    case killed
  }

  private let tree: CommandTree
  private let pipes: CommandPipes
  private let isCancelled: () -> Bool
  private let graceNanoseconds: UInt64
  private let deadline: UInt64?
  private var phase = Phase.running
  private(set) var hasTimedOut = false
  private(set) var wasCancelled = false
  /// What those processes have used that ended as orphans.
  private(set) var orphans = TreeUsage()
  private var nextLook: UInt64

  /// How long to wait for the command before asking whether the task still counts, and looking for orphans that have
  /// ended: nothing else would wake the thread.
  private static let patienceNanoseconds: UInt64 = 100_000_000

  init(
    _ tree: CommandTree, _ pipes: CommandPipes, _ launch: CommandLaunch, start: UInt64,
    isCancelled: @escaping () -> Bool
  ) {
    self.tree = tree
    self.pipes = pipes
    self.isCancelled = isCancelled
    graceNanoseconds = launch.graceNanoseconds
    nextLook = start + Self.patienceNanoseconds
    deadline = launch.timeoutNanoseconds.map { start.addingReportingOverflow($0) }.flatMap { $1 ? nil : $0 }
  }

  /// Waits until the command's first process has ended, by itself or because its time was over or the task cancelled.
  ///
  /// - Throws: what keeps its output from being written. The command runs on then.
  mutating func wait() throws(SystemError) {
    var entries: [pollfd] = []
    while true {
      entries.removeAll(keepingCapacity: true)
      entries.append(pollfd(fd: tree.process.descriptor.rawValue, events: Int16(POLLIN), revents: 0))
      pipes.appendInterests(to: &entries)
      let now = MonotonicTime.nowNanoseconds
      let rest = min(Self.patienceNanoseconds, nextDeadline.map { $0 > now ? $0 - now : 0 } ?? .max)
      // An interrupted wait only makes the loop look once more.
      let count = poll(&entries, nfds_t(entries.count), CInt((rest + 999_999) / 1_000_000))
      if count > 0 {
        try pipes.read(entries[1...])
        if entries[0].revents != 0 { return }
      }
      check(MonotonicTime.nowNanoseconds)
    }
  }

  private var nextDeadline: UInt64? {
    switch phase {
    case .running: deadline
    case .asked(let deadline): deadline
    case .killed: nil
    }
  }

  private mutating func check(_ now: UInt64) {
    if now >= nextLook {
      nextLook = now + Self.patienceNanoseconds
      tree.reapOrphans { orphans.add($0) }
    }
    switch phase {
    case .running:
      if let deadline, now >= deadline {
        hasTimedOut = true
      } else if isCancelled() {
        wasCancelled = true
      } else {
        return
      }
      tree.terminate()
      let (end, isTooLong) = now.addingReportingOverflow(graceNanoseconds)
      phase = .asked(deadline: isTooLong ? .max : end)
    case .asked(let deadline):
      guard now >= deadline else { return }
      tree.kill()
      phase = .killed
    case .killed: break
    }
  }
}
