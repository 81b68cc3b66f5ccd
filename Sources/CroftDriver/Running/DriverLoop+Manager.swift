import CroftLinux
import CroftProtocol

extension DriverLoop {
  /// Asks the manager for executors and listens to it. Called before the loop's thread starts.
  func attach(_ session: ManagerSession, count: Int, resources: Resources) throws {
    self.session = session
    requestExecutors = { [unowned self] count, memoryFactor in request(count, resources, memoryFactor) }
    try session.attach(to: loop) { [unowned self] in handle($0) }
    session.requestExecutors(count: count, resources: resources)
  }

  /// Asks for executors of so many times the configured memory, unless the manager has not as much to give.
  private func request(_ count: Int, _ resources: Resources, _ memoryFactor: Int) {
    guard let session else { return }
    let (memoryBytes, isTooLarge) = resources.memoryBytes.multipliedReportingOverflow(by: memoryFactor)
    guard memoryFactor == 1 || (!isTooLarge && memoryBytes <= session.capacity.memoryBytes) else {
      hasNewsForScheduler = true
      return scheduler.noLargerExecutors(than: max(1, session.capacity.memoryBytes / resources.memoryBytes))
    }
    session.requestExecutors(count: count, resources: Resources(cores: resources.cores, memoryBytes: memoryBytes))
  }

  private func handle(_ event: ManagerEvent) {
    switch event {
    case .granted(let grant, let channel):
      addExecutor(
        ExecutorID(grant.executor), processID: grant.processID, slots: grant.resources.cores,
        memoryFactor: max(1, grant.resources.memoryBytes / configuration.executorMemoryBytes), channel: channel)
    case .ended(let ended) where ended.reason == .spawnFailed:
      failToStart(ExecutorID(ended.executor), reason: ended.message)
    case .ended(let ended):
      // Also one that was released: the driver itself forgets an executor before it gives it back, so it was somebody
      // else.
      let cause: ExecutorLossCause = ended.reason == .outOfMemory ? .outOfMemory : .crashed
      end(ExecutorID(ended.executor), reason: ended.message, cause: cause)
    case .stopping:
      log("the manager is stopping")
      giveUpReplacing(JobError(.noExecutors, "the manager is stopping, so there are no executors to be had"))
    case .requestRefused(let error):
      // Without any, every job fails with the same words.
      if !links.isEmpty { log("the manager refused to give more executors: \(error); going on with \(links.count)") }
      giveUpReplacing(JobError(.noExecutors, "the manager refused to give executors: \(error)"))
    case .lost(let error):
      session = nil
      log("the manager is gone (\(error)); going on with the executors that are there: \(links.count)")
      giveUpReplacing(JobError(.noExecutors, "the manager is gone, so there are no executors to be had: \(error)"))
    }
  }

  private func giveUpReplacing(_ error: JobError) {
    requestExecutors = nil
    scheduler.noMoreExecutors(because: error)
  }
}
