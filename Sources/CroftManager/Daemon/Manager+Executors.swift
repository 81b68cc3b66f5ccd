import CroftLinux
import CroftProtocol
import CroftSystemd
import Logging

// What is done with executors, and what is heard of them.
extension Manager {
  func start(_ key: ExecutorKey, _ resources: Resources) {
    starts.append((key, resources))
    scheduleStart()
  }

  /// Making a process takes up to a millisecond, and an application may ask for thousands at once: each turn of the
  /// loop makes one, and serves everybody else in between.
  private func scheduleStart() {
    guard !isStartScheduled, !starts.isEmpty else { return }
    isStartScheduled = true
    loop.addTimer(at: MonotonicTime.nowNanoseconds) { [unowned self] in
      isStartScheduled = false
      if !starts.isEmpty {
        let next = starts.removeFirst()
        startNow(next.key, next.resources)
      }
      scheduleStart()
    }
  }

  private func startNow(_ key: ExecutorKey, _ resources: Resources) {
    guard let application = applications[key.application] else {
      return perform(allocator.spawnFailed(key, reason: "Its application is gone."))
    }
    do {
      try supervisor.start(key, resources, application.launch, now: settings.nowMilliseconds())
    } catch {
      failedToStart(key, reason: "\(error)")
    }
  }

  func end(_ key: ExecutorKey) {
    guard let index = starts.firstIndex(where: { $0.key == key }) else { return supervisor.end(key) }
    starts.remove(at: index)
    perform(allocator.executorEnded(key, outcome: .unknown(reason: "it was never started")))
  }

  func heard(_ event: ExecutorEvent, of key: ExecutorKey) {
    switch event {
    case .started(let channel): started(key, channel: channel)
    case .failedToStart(let reason): failedToStart(key, reason: reason)
    case .ended(let outcome):
      if let end = allocator.end(of: key, outcome: outcome) {
        log.info("\(key) ended (\(end.reason)): \(end.message)", metadata: .executor(key, .executorEnded))
      }
      perform(allocator.executorEnded(key, outcome: outcome))
    }
  }

  private func started(_ key: ExecutorKey, channel: FileDescriptor) {
    let actions = allocator.executorStarted(key)
    // None when it is being ended already.
    guard !actions.isEmpty, let executor = supervisor.process(key) else { return }
    log.info("\(key) started as process \(executor.process.processID)", metadata: .executor(key, .executorStarted))
    channels[key] = channel
    perform(actions)
  }

  private func failedToStart(_ key: ExecutorKey, reason: String) {
    let reason = "It couldn't be started: \(reason)."
    log.info("\(key) ended (spawnFailed): \(reason)", metadata: .executor(key, .executorEnded))
    perform(allocator.spawnFailed(key, reason: reason))
  }
}
