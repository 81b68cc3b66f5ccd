import CroftProtocol

/// Names one executor among those of all applications.
struct ExecutorKey: Hashable, Sendable, Comparable, CustomStringConvertible {
  let application: ApplicationID
  let executor: ExecutorID

  var description: String { "executor \(executor) of application \(application)" }

  static func < (left: Self, right: Self) -> Bool {
    (left.application.rawValue, left.executor) < (right.application.rawValue, right.executor)
  }
}

/// Names one request among those of all applications.
struct RequestKey: Hashable, Sendable, Comparable {
  let application: ApplicationID
  let request: Int

  static func < (left: Self, right: Self) -> Bool {
    (left.application.rawValue, left.request) < (right.application.rawValue, right.request)
  }
}

/// What the owner of the allocator has to do, in order.
enum AllocatorAction: Equatable, Sendable {
  /// Write it down. All of one event's come before its other actions, and belong in one transaction.
  case store(AllocatorChange)
  /// Start the process. Answer with `executorStarted` or `spawnFailed`.
  case start(ExecutorKey, Resources, CoreSharing)
  /// End the process, which may take a while. Answer with `executorEnded` once it has been reaped.
  case end(ExecutorKey)
  case report(ApplicationID, AllocatorReport)
  /// The application has ended and so have all of its executors: clean up after it.
  case forget(ApplicationID)
  /// Call `timePassed` at this time, in milliseconds, or not at all; replaces what was asked for before.
  case wakeAt(Int?)
  /// After `stop`: nothing is left to wait for.
  case finished
}

/// What an application is told. One that is disconnected can't hear it, and will learn what matters when it is back.
enum AllocatorReport: Equatable, Sendable {
  case granted(ExecutorID, Resources)
  case ended(ExecutorEnd)
  case reclaim(ReclaimNotice)
  /// The allocator ends the application. Its executors' ends aren't reported any more.
  case terminated(Termination)
  case stopping
}
