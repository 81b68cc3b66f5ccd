import CroftDriver
import CroftLinux
import CroftProtocol

/// A driver as its manager sees it: it holds idle executors, and gives them no tasks.
final class SimulatedDriver {
  struct HeldExecutor {
    let processID: Int
    /// The executor ends when it closes.
    let channel: FileDescriptor
  }

  /// The last of its kind that was heard, in nanoseconds of the monotonic clock.
  private(set) var grantedAt: UInt64 = 0
  private(set) var endedAt: UInt64 = 0
  private(set) var executors: [ExecutorID: HeldExecutor] = [:]
  /// Since the manager was last lost.
  private(set) var isResumed = true
  /// Reports for the history that were answered.
  private(set) var reportCount = 0
  /// Why the manager will have nothing to do with it any more.
  private(set) var failure: String?

  let session: ManagerSession

  init(named name: String, socketPath: String, on loop: EventLoop) throws {
    let registration = RegisterApplication(
      name: name, image: 0, arguments: ["idle"], environment: Environment.all + ["\(IdleExecutor.variable)=1"],
      directory: "/")
    session = try ManagerSession.register(
      socketPath: socketPath, registration: registration, image: try currentExecutable())
    try session.attach(to: loop, heldExecutors: { [unowned self] in Array(executors.keys) }) { [unowned self] event in
      hear(event)
    }
  }

  /// Asks for one more executor.
  func request(_ resources: Resources) {
    session.requestExecutors(count: 1, resources: resources)
  }

  private func hear(_ event: ManagerEvent) {
    switch event {
    case .granted(let grant, let channel):
      grantedAt = MonotonicTime.nowNanoseconds
      executors[ExecutorID(grant.executor)] = HeldExecutor(processID: grant.processID, channel: channel)
    case .ended(let end):
      endedAt = MonotonicTime.nowNanoseconds
      executors[ExecutorID(end.executor)] = nil
      if end.reason == .spawnFailed { failure = end.message }
    case .resumed: isResumed = true
    case .disconnected: isResumed = false
    case .reported: reportCount += 1
    case .terminated(let termination): failure = termination.reason
    case .requestRefused(let error): failure = "\(error)"
    case .disowned(let error): failure = "\(error)"
    case .reclaim: failure = "the manager wants executors back, though there is room for all"
    case .stopping: failure = "the manager stops"
    }
  }
}
