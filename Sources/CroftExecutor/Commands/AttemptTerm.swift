import CroftLinux
import CroftProtocol
import Glibc

/// Asked at least ten times a second by whoever waits on a command's behalf: serves its deadline and its cancellation
/// meanwhile, and tells whether to wait on.
typealias WaitsOn = () -> Bool

/// How long an attempt's command counts: until its time is over, or its task cancelled.
struct AttemptTerm {
  enum End {
    case timedOut, cancelled
  }

  let start: UInt64
  /// nil: without end.
  let deadline: UInt64?
  private let isCancelled: () -> Bool

  /// How long to wait for anything before asking whether the task still counts: nothing else would wake the thread.
  static let patienceMilliseconds: CInt = 100

  init(of launch: CommandLaunch, start: UInt64, isCancelled: @escaping () -> Bool) {
    self.start = start
    self.isCancelled = isCancelled
    deadline = launch.timeoutNanoseconds.map { start.addingReportingOverflow($0) }.flatMap { $1 ? nil : $0 }
  }

  /// Why the attempt doesn't count any more; nil while it does.
  func end(at now: UInt64) -> End? {
    if let deadline, now >= deadline { return .timedOut }
    return isCancelled() ? .cancelled : nil
  }

  /// Waits for an event of poll(2), for no longer than the patience.
  static func wait(for descriptor: FileDescriptor, _ events: Int32) -> Bool {
    var entry = pollfd(fd: descriptor.rawValue, events: Int16(events), revents: 0)
    return poll(&entry, 1, patienceMilliseconds) > 0
  }
}
