import CroftLinux

/// Tells when the kernel begins to take memory back from a cgroup that has come to its `memory.high`.
final class MemoryWatch {
  /// The kernel counts each time that it does so, up to thousands in a second. One word of it in ten seconds is enough
  /// for the log and for an executor, which spills at the first.
  private static let quietNanoseconds: UInt64 = 10_000_000_000

  private let events: CgroupEvents
  private let loop: EventLoop
  private let warn: () -> Void
  private var count: UInt64
  private var timer: TimerToken?

  /// nil where the cgroup doesn't count: without the memory controller.
  init?(_ cgroup: Cgroup, loop: EventLoop, warn: @escaping () -> Void) {
    guard let events = try? CgroupEvents(cgroup, .memory), let values = try? events.values() else { return nil }
    self.events = events
    self.loop = loop
    self.warn = warn
    count = values["high"] ?? 0
    guard (try? watch()) != nil else { return nil }
  }

  func finish() {
    loop.unwatch(events.descriptor.rawValue)
    if let timer { loop.cancelTimer(timer) }
  }

  private func watch() throws(SystemError) {
    try loop.watch(events.descriptor.rawValue, for: .priority) { [unowned self] _ in look() }
  }

  private func look() {
    guard let now = (try? events.values())?["high"] else { return loop.unwatch(events.descriptor.rawValue) }
    guard now > count else { return }
    count = now
    loop.unwatch(events.descriptor.rawValue)
    timer = loop.addTimer(at: MonotonicTime.nowNanoseconds + Self.quietNanoseconds) { [unowned self] in
      timer = nil
      // What came in between is told now; a watch that can't be had again only loses warnings.
      try? watch()
      look()
    }
    warn()
  }
}
