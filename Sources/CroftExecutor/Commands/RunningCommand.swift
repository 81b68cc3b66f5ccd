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
  private let term: AttemptTerm
  private let graceNanoseconds: UInt64
  /// Whether its processes have ended: there is nobody to send a signal to.
  private var hasEnded = false
  private var phase = Phase.running
  private(set) var hasTimedOut = false
  private(set) var wasCancelled = false
  /// What those processes have used that ended as orphans.
  private(set) var orphans = TreeUsage()
  private var nextLook: UInt64

  /// How long to wait for the command before asking whether the task still counts, and looking for orphans that have
  /// ended.
  private static let patienceNanoseconds = UInt64(AttemptTerm.patienceMilliseconds) * 1_000_000

  init(_ tree: CommandTree, _ pipes: CommandPipes, _ term: AttemptTerm, graceNanoseconds: UInt64) {
    self.tree = tree
    self.pipes = pipes
    self.term = term
    self.graceNanoseconds = graceNanoseconds
    nextLook = term.start + Self.patienceNanoseconds
  }

  /// Waits until the command's first process has ended, by itself or because its time was over or the task cancelled.
  ///
  /// - Throws: what keeps its output from being written. The command runs on then.
  mutating func wait() throws {
    let pipes = pipes
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
        try pipes.read(entries[1...]) { waitsOn() }
        if entries[0].revents != 0 { return }
      }
      check(MonotonicTime.nowNanoseconds)
    }
  }

  /// Takes in what its processes have left in the pipes, once all of them have ended.
  ///
  /// - Throws: what keeps its output from being written.
  mutating func finish() throws {
    hasEnded = true
    let pipes = pipes
    try pipes.finish { waitsOn() }
  }

  /// Whether to wait on for somebody to take its output: not once it has been killed, or would have been.
  private mutating func waitsOn() -> Bool {
    check(MonotonicTime.nowNanoseconds)
    if case .killed = phase { return false }
    return true
  }

  private var nextDeadline: UInt64? {
    switch phase {
    case .running: term.deadline
    case .asked(let deadline): deadline
    case .killed: nil
    }
  }

  private mutating func check(_ now: UInt64) {
    if !hasEnded, now >= nextLook {
      nextLook = now + Self.patienceNanoseconds
      tree.reapOrphans { orphans.add($0) }
    }
    switch phase {
    case .running:
      switch term.end(at: now) {
      case nil: return
      case .timedOut: hasTimedOut = true
      case .cancelled: wasCancelled = true
      }
      if !hasEnded { tree.terminate() }
      let (end, isTooLong) = now.addingReportingOverflow(graceNanoseconds)
      phase = .asked(deadline: isTooLong ? .max : end)
    case .asked(let deadline):
      guard now >= deadline else { return }
      if !hasEnded { tree.kill() }
      phase = .killed
    case .killed: break
    }
  }
}
