import CroftProtocol

// What becomes of executors. An unknown one is ignored: its end was told before.
extension Allocator {
  mutating func executorStarted(_ key: ExecutorKey) -> [AllocatorAction] {
    guard let held = applications[key.application]?.executors[key.executor] else { return [] }
    // One that is being ended already has been started for nothing; its end will be reported.
    guard held.state == .starting else { return [] }
    applications[key.application]?.executors[key.executor]?.state = .running
    return [.report(key.application, .granted(key.executor, held.resources))]
  }

  /// The process couldn't be started. The manager doesn't try again: the application knows whether that makes sense.
  ///
  /// What else it waits for is withdrawn. The image, the directory and the user are the same for all of its executors,
  /// and each would fail alike.
  mutating func spawnFailed(_ key: ExecutorKey, reason: String) -> [AllocatorAction] {
    guard let held = applications[key.application]?.executors[key.executor] else { return [] }
    // One that was being ended anyway says nothing of the others.
    let withdrawn = held.cause == nil ? waitingCount(of: key.application) : 0
    if withdrawn > 0 { queue.removeAll { $0.application == key.application } }
    let message = withdrawn == 0 ? reason : "\(reason) The \(withdrawn) still waited for are withdrawn: ask again."
    return gone(key) { _ in
      ExecutorEnd(executor: key.executor.rawValue, reason: .spawnFailed, code: nil, message: message)
    }
  }

  /// The process has been reaped.
  mutating func executorEnded(_ key: ExecutorKey, outcome: ExecutorOutcome) -> [AllocatorAction] {
    gone(key) { outcome.end(of: key.executor, resources: $0.resources, cause: $0.cause) }
  }

  /// What such an end would be called. nil for an unknown executor.
  func end(of key: ExecutorKey, outcome: ExecutorOutcome) -> ExecutorEnd? {
    applications[key.application]?.executors[key.executor].map {
      outcome.end(of: key.executor, resources: $0.resources, cause: $0.cause)
    }
  }

  private mutating func gone(
    _ key: ExecutorKey, report end: (HeldExecutor) -> ExecutorEnd
  ) -> [AllocatorAction] {
    guard let held = applications[key.application]?.executors.removeValue(forKey: key.executor) else { return [] }
    free += held.resources
    let isListening = applications[key.application]?.hasEnded == false
    let reports = isListening ? [AllocatorAction.report(key.application, .ended(end(held)))] : []
    return reports + forgetIfDone(key.application) + grant() + finishIfDone()
  }
}
