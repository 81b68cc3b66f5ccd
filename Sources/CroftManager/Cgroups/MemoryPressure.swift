import CroftLinux
import CroftProtocol

/// Watches how long executors wait for memory, and tells when that becomes too much, and when it is over.
///
/// The kernel tells when there is some (a PSI trigger, every two seconds as long as it lasts), so that nothing wakes up
/// at rest. Only while it is high is the average looked at by a timer, to see it fall.
final class MemoryPressure {
  /// Told of each change.
  var onChange: ((_ isHigh: Bool) -> Void)?
  /// Why there is no word of pressure here; nil when there is, or when it isn't wanted.
  private(set) var reason: String?
  var isHigh: Bool { level?.isHigh ?? false }

  private static let name = "memory pressure"
  /// How often the kernel computes its averages.
  private static let intervalNanoseconds: UInt64 = 2_000_000_000

  private let file: PressureFile
  private let loop: EventLoop
  private var level: PressureLevel?
  private var trigger: FileDescriptor?
  private var timer: TimerToken?

  /// - Parameter pool: Whose pressure counts; the machine's where it has none of its own.
  init(pool: Cgroup?, loop: EventLoop, machine: String = "/proc/pressure/memory") {
    let own = pool.map { PressureFile(path: "\($0.path)/memory.pressure") }
    file = own.flatMap { $0.recentPercent() == nil ? nil : $0 } ?? PressureFile(path: machine)
    self.loop = loop
  }

  deinit { forget() }

  /// Begins to watch, or goes on with another limit; 0 or less: doesn't watch.
  func watch(limitPercent: Double) {
    let wasHigh = isHigh
    forget()
    level = nil
    reason = nil
    if limitPercent > 0 {
      level = PressureLevel(limitPercent: limitPercent)
      do {
        let trigger = try file.trigger(percent: limitPercent)
        try loop.watch(trigger.rawValue, for: .priority) { [unowned self] in triggered($0) }
        self.trigger = trigger
        look(after: wasHigh)
      } catch {
        level = nil
        reason = "this user can't ask the kernel for it: \(error)"
      }
    }
    if level == nil, wasHigh { onChange?(false) }
  }

  /// Whether it can be watched, for GetStatus and the log.
  var enforced: EnforcedLimit { EnforcedLimit(name: Self.name, enforced: reason == nil, reason: reason) }

  private func triggered(_ readiness: EventLoop.Readiness) {
    // A cgroup that is gone would be reported for ever.
    if readiness.contains(.error) { return watchNoMore() }
    if timer == nil { look(after: isHigh) }
  }

  private func watchNoMore() {
    let wasHigh = isHigh
    forget()
    level = nil
    reason = "\(file.path) is gone"
    if wasHigh { onChange?(false) }
  }

  private func look(after wasHigh: Bool) {
    timer = nil
    guard let percent = file.recentPercent() else { return watchNoMore() }
    level?.observe(percent)
    if isHigh {
      timer = loop.addTimer(at: MonotonicTime.nowNanoseconds + Self.intervalNanoseconds) { [unowned self] in
        look(after: true)
      }
    }
    if isHigh != wasHigh { onChange?(isHigh) }
  }

  private func forget() {
    if let trigger { loop.unwatch(trigger.rawValue) }
    if let timer { loop.cancelTimer(timer) }
    trigger = nil
    timer = nil
  }
}
