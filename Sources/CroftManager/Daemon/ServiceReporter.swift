import CroftLinux
import CroftProtocol
import CroftSystemd

/// Tells the service manager how the daemon and its farm are doing. Without one it does nothing and sets no timer.
///
/// The status line is sent when it has changed, at most once a second: the first change at once, those that follow
/// within the second together at its end. At rest only the watchdog wakes the loop, if the unit has one.
final class ServiceReporter {
  /// What is told; asked for only when it is going to be compared.
  var line: (() -> FarmStatusLine)?

  private static let statusIntervalNanoseconds: UInt64 = 1_000_000_000
  /// A drain may last for days, so it asks for more time again and again: for three times as long as until the next
  /// time, so that one that comes late isn't the end.
  private static let extensionSeconds: UInt64 = 30
  private static let extensionIntervalNanoseconds: UInt64 = 10_000_000_000

  private enum Phase { case starting, serving, stopping }

  private let notifier: ServiceNotifier
  private let loop: EventLoop
  private let isHeard: Bool
  private var told: FarmStatusLine?
  private var statusTimer: TimerToken?
  private var phase = Phase.starting
  private var isExtending = false

  init(loop: EventLoop, notifier: ServiceNotifier = ServiceNotifier()) {
    self.loop = loop
    self.notifier = notifier
    isHeard = notifier.isHeard
  }

  /// The daemon is about to take calls.
  func ready() {
    phase = .serving
    notifier.ready(status: currentLine())
    // Twice as often as asked for (sd_watchdog_enabled(3)), and from the loop: one that is stuck is found out.
    if let interval = notifier.watchdogNanoseconds { keepAlive(every: max(1, interval / 2)) }
  }

  /// What the daemon does before it is ready.
  func starting(_ status: String) { notifier.status(status) }

  /// Something of the farm may have changed.
  func farmChanged() {
    guard isHeard, phase != .starting, statusTimer == nil, let line = line?(), line != told else { return }
    tell(line)
    statusTimer = loop.addTimer(at: MonotonicTime.nowNanoseconds + Self.statusIntervalNanoseconds) { [unowned self] in
      statusTimer = nil
      farmChanged()
    }
  }

  /// The body reads the configuration again.
  func reload<Result>(_ body: () -> Result) -> Result {
    guard isHeard, phase == .serving else { return body() }
    notifier.reloading(at: MonotonicTime.nowNanoseconds, status: "Reading the configuration again")
    let result = body()
    notifier.ready(status: currentLine())
    return result
  }

  /// The daemon has begun to stop. Draining takes as long as the applications do.
  func stopping(_ mode: StopMode) {
    phase = .stopping
    notifier.stopping(status: currentLine())
    if isHeard, mode == .drain, !isExtending { extendTimeout() }
  }

  private func tell(_ line: FarmStatusLine) {
    told = line
    notifier.status(line.description)
  }

  private func currentLine() -> String {
    told = line?()
    return told?.description ?? ""
  }

  private func keepAlive(every interval: UInt64) {
    notifier.isAlive()
    let (next, isCenturies) = MonotonicTime.nowNanoseconds.addingReportingOverflow(interval)
    guard !isCenturies else { return }
    loop.addTimer(at: next) { [unowned self] in keepAlive(every: interval) }
  }

  private func extendTimeout() {
    isExtending = true
    notifier.extendTimeout(bySeconds: Self.extensionSeconds)
    loop.addTimer(at: MonotonicTime.nowNanoseconds + Self.extensionIntervalNanoseconds) { [unowned self] in
      extendTimeout()
    }
  }
}
