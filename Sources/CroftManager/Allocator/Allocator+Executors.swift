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
  mutating func spawnFailed(_ key: ExecutorKey, reason: String) -> [AllocatorAction] {
    gone(key) { _ in
      ExecutorEnd(executor: key.executor.rawValue, reason: .spawnFailed, code: nil, message: reason)
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
