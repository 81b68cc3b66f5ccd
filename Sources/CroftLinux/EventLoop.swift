import CLinux
import Glibc

/// Waits for descriptors, timers and wake-ups with epoll(7), and calls their handlers on the thread that runs it.
///
/// One thread owns a loop and everything its handlers touch; only ``waker`` may be used from another. A loop with
/// nothing to do sleeps without a timeout.
package final class EventLoop {
  /// What to wait for. A hang-up and an error are always reported.
  package struct Interest: OptionSet, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }
    package static let readable = Interest(rawValue: EPOLLIN.rawValue)
    package static let writable = Interest(rawValue: EPOLLOUT.rawValue)
    /// A file of a cgroup or of /proc that tells its readers of a change (`CgroupEvents`).
    package static let priority = Interest(rawValue: EPOLLPRI.rawValue)
  }

  package struct Readiness: OptionSet, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }
    package static let readable = Readiness(rawValue: EPOLLIN.rawValue)
    package static let writable = Readiness(rawValue: EPOLLOUT.rawValue)
    package static let priority = Readiness(rawValue: EPOLLPRI.rawValue)
    /// Both directions are closed. What was sent before may still be read.
    package static let hangUp = Readiness(rawValue: EPOLLHUP.rawValue)
    package static let error = Readiness(rawValue: EPOLLERR.rawValue)
  }

  private struct Watch {
    /// Tells an event of this watch from one that the kernel queued for an earlier watch of the same descriptor.
    let generation: UInt32
    var interest: Interest
    let handler: (Readiness) -> Void
  }

  /// Makes the loop call ``onWake``. May be used from any thread.
  package let waker: Waker
  package var onWake: (() -> Void)?
  /// Called after every batch of events, and before the first: the place to flush what handlers have gathered.
  package var afterEachTurn: (() -> Void)?

  private let epoll: FileDescriptor
  private var watches: [CInt: Watch] = [:]
  private var timers = TimerQueue()
  private var lastGeneration: UInt32 = 0
  private var isStopRequested = false
  /// Events of one turn. More only wait for the next one, so the size is a matter of calls saved, not of limits.
  private var events = [epoll_event](repeating: epoll_event(), count: 256)

  package init() throws(SystemError) {
    epoll = FileDescriptor(adopting: try checked("epoll_create1") { epoll_create1(CInt(EPOLL_CLOEXEC)) })
    waker = try Waker()
    let waker = waker
    try watch(waker.descriptor.rawValue, for: .readable) { [unowned self] _ in
      waker.acknowledge()
      onWake?()
    }
  }

  // MARK: - Descriptors

  /// Calls `handler` whenever the descriptor is ready. A descriptor has one watch; a second one is EEXIST.
  ///
  /// The caller keeps the descriptor open until it has called ``unwatch(_:)``.
  package func watch(
    _ descriptor: CInt, for interest: Interest, handler: @escaping (Readiness) -> Void
  ) throws(SystemError) {
    lastGeneration &+= 1
    let watch = Watch(generation: lastGeneration, interest: interest, handler: handler)
    try control(EPOLL_CTL_ADD, descriptor, watch)
    watches[descriptor] = watch
  }

  /// Changes what a watched descriptor is watched for; an empty interest leaves hang-up and error.
  package func setInterest(_ descriptor: CInt, _ interest: Interest) throws(SystemError) {
    guard var watch = watches[descriptor] else {
      throw SystemError("epoll_ctl", errno: ENOENT, subject: "descriptor \(descriptor)")
    }
    guard watch.interest != interest else { return }
    watch.interest = interest
    try control(EPOLL_CTL_MOD, descriptor, watch)
    watches[descriptor] = watch
  }

  /// Ends a watch: its handler is not called again, not even for an event that has already been fetched.
  ///
  /// Call it before the descriptor is closed.
  package func unwatch(_ descriptor: CInt) {
    guard watches.removeValue(forKey: descriptor) != nil else { return }
    // Fails only for a descriptor that was closed too early, which the kernel has forgotten by itself.
    epoll_ctl(epoll.rawValue, EPOLL_CTL_DEL, descriptor, nil)
  }

  private func control(_ operation: CInt, _ descriptor: CInt, _ watch: Watch) throws(SystemError) {
    var event = epoll_event()
    event.events = watch.interest.rawValue
    event.data.u64 = UInt64(watch.generation) << 32 | UInt64(UInt32(bitPattern: descriptor))
    try checked("epoll_ctl", "descriptor \(descriptor)") {
      epoll_ctl(epoll.rawValue, operation, descriptor, &event)
    }
  }

  // MARK: - Timers

  /// Calls `handler` once, at a time of ``MonotonicTime`` or, as epoll counts, up to a millisecond after it.
  @discardableResult
  package func addTimer(
    at deadlineNanoseconds: UInt64, handler: @escaping () -> Void
  ) -> TimerToken {
    timers.add(at: deadlineNanoseconds, handler: handler)
  }

  package func cancelTimer(_ token: TimerToken) {
    timers.cancel(token)
  }

  // MARK: - Running

  /// Runs until ``stop()``. A stop that came before ends the run at once.
  package func run() {
    afterEachTurn?()
    while !isStopRequested { runOnce(timeoutNanoseconds: nil) }
    isStopRequested = false
  }

  /// Ends ``run()`` after the current turn. For another thread: wake the loop, and stop it in ``onWake``.
  package func stop() {
    isStopRequested = true
  }

  /// One turn: waits for the first event, timer or wake-up, at most for the given time (nil: for ever).
  package func runOnce(timeoutNanoseconds: UInt64?) {
    let count = events.withUnsafeMutableBufferPointer {
      epoll_wait(epoll.rawValue, $0.baseAddress, CInt($0.count), waitMilliseconds(timeoutNanoseconds))
    }
    // A signal's handler has run: a turn without events lets the owner look at what it did.
    precondition(count >= 0 || errno == EINTR, "epoll_wait fails only when the loop's own descriptor is broken")
    for index in 0..<max(0, Int(count)) { deliver(events[index]) }
    // One reading of the clock: a timer that a timer adds waits for the next turn, so descriptors are not starved.
    let now = MonotonicTime.nowNanoseconds
    while let handler = timers.popDue(atNanoseconds: now) { handler() }
    afterEachTurn?()
  }

  private func deliver(_ event: epoll_event) {
    let descriptor = CInt(truncatingIfNeeded: event.data.u64)
    let generation = UInt32(truncatingIfNeeded: event.data.u64 >> 32)
    guard let watch = watches[descriptor], watch.generation == generation else { return }
    watch.handler(Readiness(rawValue: event.events))
  }

  private func waitMilliseconds(_ timeoutNanoseconds: UInt64?) -> CInt {
    let now = MonotonicTime.nowNanoseconds
    let untilTimer = timers.nextDeadline().map { $0 > now ? $0 - now : 0 }
    guard let wait = [timeoutNanoseconds, untilTimer].compactMap(\.self).min() else { return -1 }
    // Rounded up: waking a fraction too early would spin until the deadline.
    return CInt(clamping: wait / 1_000_000 + (wait % 1_000_000 == 0 ? 0 : 1))
  }
}
