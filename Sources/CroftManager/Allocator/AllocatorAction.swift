import CroftProtocol

/// Names one executor among those of all applications.
struct ExecutorKey: Hashable, Sendable, CustomStringConvertible {
  let application: ApplicationID
  let executor: ExecutorID

  var description: String { "executor \(executor) of application \(application)" }
}

/// What the owner of the allocator has to do, in order.
enum AllocatorAction: Equatable, Sendable {
  /// Start the process. Answer with `executorStarted` or `spawnFailed`.
  case start(ExecutorKey, Resources)
  /// End the process, which may take a while. Answer with `executorEnded` once it has been reaped.
  case end(ExecutorKey)
  case report(ApplicationID, AllocatorReport)
  /// The application has ended and so have all of its executors: clean up after it.
  case forget(ApplicationID)
  /// After `stop`: nothing is left to wait for.
  case finished
}

/// What an application is told.
enum AllocatorReport: Equatable, Sendable {
  case granted(ExecutorID, Resources)
  case ended(ExecutorEnd)
  case stopping
}
