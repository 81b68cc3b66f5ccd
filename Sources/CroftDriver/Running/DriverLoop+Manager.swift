import CroftLinux
import CroftProtocol

extension DriverLoop {
  /// Asks the manager for executors and listens to it. Called before the loop's thread starts.
  func attach(_ session: ManagerSession, count: Int, resources: Resources) throws {
    self.session = session
    requestExecutors = { [unowned self] count, memoryBytes in request(count, resources.cores, memoryBytes) }
    try session.attach(to: loop, heldExecutors: { [unowned self] in links.keys.sorted() }) { [unowned self] in
      handle($0)
    }
    keepHistory(with: session)
    guard count > 0 else { return }
    session.requestExecutors(count: count, resources: resources, isGang: configuration.isGang, sharing: sharing)
  }

  /// Asks for executors, unless the manager has not so much memory to give.
  private func request(_ count: Int, _ cores: Int, _ memoryBytes: Int) {
    guard let session else { return }
    let memory = scheduler.policy.memory
    guard memoryBytes <= max(session.capacity.memoryBytes, memory.executorBytes) else {
      hasNewsForScheduler = true
      return scheduler.noLargerExecutors(than: session.capacity.memoryBytes)
    }
    session.requestExecutors(
      count: count, resources: Resources(cores: cores, memoryBytes: memoryBytes), sharing: sharing)
  }

  private var sharing: CoreSharing? { configuration.coreSharing.map(CoreSharing.init) }

  private func handle(_ event: ManagerEvent) {
    switch event {
    case .granted(let grant, let channel): addExecutor(grant, channel: channel)
    case .ended(let ended) where ended.reason == .spawnFailed:
      scheduler.executorFailedToStart(ExecutorID(ended.executor), reason: ended.message)
    case .ended(let ended):
      // Also one that was released: the driver itself forgets an executor before it gives it back, so it was somebody
      // else.
      end(ExecutorID(ended.executor), reason: ended.message, cause: ended.reason.lossCause)
    case .reclaim(let notice): giveBack(notice)
    case .terminated(let termination): terminate(because: termination.reason)
    case .stopping:
      log("the manager is stopping")
      giveUpReplacing(JobError(.noExecutors, "the manager is stopping, so there are no executors to be had"))
    case .requestRefused(.neverFits(let refusal)) where isLarger(refusal.asked):
      log("the manager has no larger executors to give: \(refusal.reason); going on with those of the usual size")
      scheduler.noLargerExecutors(than: scheduler.policy.memory.executorBytes)
    case .requestRefused(let error):
      // Without any, every job fails with the same words.
      if !links.isEmpty { log("the manager refused to give more executors: \(error); going on with \(links.count)") }
      giveUpReplacing(JobError(.noExecutors, "the manager refused to give executors: \(error)"))
    case .reported: history?.reportTaken()
    case .disconnected(let error):
      log(
        """
        the manager is gone (\(error)); looking for it, and going on with the executors that are there: \(links.count)
        """)
      history?.connectionLost()
      watchStrandedJobs()
    case .resumed:
      log("the manager is back")
      forgetStrandedJobs()
      history?.connectionBack()
    case .disowned(let error): lose(error)
    }
  }

  /// Whether it is more memory than executors have that did not run out of it.
  private func isLarger(_ asked: Resources) -> Bool { asked.memoryBytes > scheduler.policy.memory.executorBytes }

  private func addExecutor(_ grant: ExecutorGrant, channel: FileDescriptor) {
    addExecutor(
      ExecutorID(grant.executor), processID: grant.processID, resources: grant.resources, channel: channel)
  }

  /// The manager will not have the application back.
  private func lose(_ error: ManagerClientError) {
    session = nil
    history?.releaseAnswerWaiters()
    history = nil
    forgetStrandedJobs()
    // What the manager said before its end says more.
    guard requestExecutors != nil else { return }
    log("the manager is gone for good (\(error)); going on with the executors that are there: \(links.count)")
    giveUpReplacing(JobError(.noExecutors, "the manager is gone, so there are no executors to be had: \(error)"))
  }

  private func giveUpReplacing(_ error: JobError) {
    requestExecutors = nil
    scheduler.noMoreExecutors(because: error)
  }

  /// Ends every job, and those that are still to come. Their errors say why, or the program's at its end: a line of
  /// ours would say it twice.
  private func terminate(because reason: String) {
    let error = JobError(.terminated, "the application was ended: \(reason)")
    noteTermination(error)
    for job in Array(executions.keys) { scheduler.cancel(job, because: error) }
    giveUpReplacing(error)
  }
}

extension ExecutorEnd.Reason {
  /// What it means for the executor's tasks.
  fileprivate var lossCause: ExecutorLossCause {
    switch self {
    case .outOfMemory: .outOfMemory
    case .reclaimed, .stopped: .reclaimed
    case .exited, .signalled, .released, .spawnFailed: .crashed
    }
  }
}
