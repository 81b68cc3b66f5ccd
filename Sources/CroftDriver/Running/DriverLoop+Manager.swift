import CroftLinux
import CroftProtocol

extension DriverLoop {
  /// Asks the manager for executors and listens to it. Called before the loop's thread starts.
  func attach(_ session: ManagerSession, count: Int, resources: Resources) throws {
    self.session = session
    replaceExecutor = { [unowned self] in self.session?.requestExecutors(count: 1, resources: resources) }
    try session.attach(to: loop) { [unowned self] in handle($0) }
    session.requestExecutors(count: count, resources: resources)
  }

  private func handle(_ event: ManagerEvent) {
    switch event {
    case .granted(let grant, let channel):
      addExecutor(
        ExecutorID(grant.executor), processID: grant.processID, slots: grant.resources.cores, channel: channel)
    case .ended(let ended) where ended.reason == .spawnFailed:
      failToStart(ExecutorID(ended.executor), reason: ended.message)
    case .ended(let ended):
      // Also one that was released: the driver itself forgets an executor before it gives it back, so it was somebody
      // else.
      end(ExecutorID(ended.executor), reason: ended.message)
    case .stopping:
      log("the manager is stopping")
      giveUpReplacing(JobError(.noExecutors, "the manager is stopping, so there are no executors to be had"))
    case .requestRefused(let error):
      log("the manager refused to give executors: \(error)")
      giveUpReplacing(JobError(.noExecutors, "the manager refused to give executors: \(error)"))
    case .lost(let error):
      session = nil
      log("the manager is gone (\(error)); going on with \(links.count) executors")
      giveUpReplacing(JobError(.noExecutors, "the manager is gone, so there are no executors to be had: \(error)"))
    }
  }

  private func giveUpReplacing(_ error: JobError) {
    replaceExecutor = nil
    scheduler.noMoreExecutors(because: error)
  }
}
