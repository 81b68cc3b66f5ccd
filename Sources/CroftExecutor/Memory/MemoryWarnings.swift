import CroftLinux

/// Hears when the kernel takes memory back from this executor, because its cgroup has come to `memory.high`, and has
/// it make room before `memory.max` ends it.
///
/// The pages of files that tasks read and write fill a cgroup as well, and the kernel takes those back without harm, as
/// often as need be. So a warning counts only while most of the limit is filled with what can't be taken back.
final class MemoryWarnings {
  /// The share of `memory.high`. Of what an executor is granted, its budget for data is 0.6 (`MemoryBudget.share`), and
  /// `memory.high` stands at 0.9 by default: what is over two thirds of it is more than was planned.
  private static let pressingShare = 0.75
  /// The kernel may count hundreds of times in a second. What was spilled needs some time to become free, and an
  /// executor that goes on growing is slowed down by the kernel meanwhile.
  private static let quietNanoseconds: UInt64 = 200_000_000

  private let cgroup: Cgroup
  private let changes: FileChanges
  private let loop: EventLoop
  private let makeRoom: () -> Void
  private var count: UInt64
  private var timer: TimerToken?

  /// nil where the cgroup doesn't count, without the memory controller, or can't be watched.
  ///
  /// - Parameters:
  ///   - cgroup: the one that has the limit.
  ///   - makeRoom: called on the loop's thread.
  init?(of cgroup: Cgroup, loop: EventLoop, makeRoom: @escaping () -> Void) {
    guard let changes = try? FileChanges(of: "\(cgroup.path)/memory.events"), let count = Self.count(of: cgroup) else {
      return nil
    }
    self.cgroup = cgroup
    self.changes = changes
    self.loop = loop
    self.makeRoom = makeRoom
    self.count = count
    guard (try? watch()) != nil else { return nil }
  }

  func finish() {
    loop.unwatch(changes.descriptor.rawValue)
    if let timer { loop.cancelTimer(timer) }
  }

  private func watch() throws(SystemError) {
    try loop.watch(changes.descriptor.rawValue, for: .readable) { [unowned self] _ in look() }
  }

  private func look() {
    changes.acknowledge()
    guard let now = Self.count(of: cgroup), now > count else { return }
    count = now
    loop.unwatch(changes.descriptor.rawValue)
    timer = loop.addTimer(at: MonotonicTime.nowNanoseconds + Self.quietNanoseconds) { [unowned self] in
      timer = nil
      // What came in between waits in the descriptor. A watch that can't be had again only loses warnings.
      try? watch()
    }
    if isPressing { makeRoom() }
  }

  private var isPressing: Bool {
    guard let high = cgroup.memoryHighBytes, let bound = cgroup.boundMemoryBytes else { return false }
    return Double(bound) >= Self.pressingShare * Double(high)
  }

  private static func count(of cgroup: Cgroup) -> UInt64? { cgroup.keyedValues("memory.events")["high"] }
}
