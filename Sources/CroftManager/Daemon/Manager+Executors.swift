import CroftLinux
import CroftProtocol
import CroftSystemd
import Logging

/// An executor that is to be started.
struct ExecutorStart {
  let key: ExecutorKey
  let resources: Resources
  let sharing: CoreSharing
}

// What is done with executors, and what is heard of them.
extension Manager {
  func start(_ start: ExecutorStart) {
    starts.append(start)
    scheduleStart()
  }

  /// Making a process takes up to a millisecond, and an application may ask for thousands at once: each turn of the
  /// loop makes one, and serves everybody else in between.
  private func scheduleStart() {
    guard !isStartScheduled, !starts.isEmpty else { return }
    isStartScheduled = true
    loop.addTimer(at: MonotonicTime.nowNanoseconds) { [unowned self] in
      isStartScheduled = false
      if !starts.isEmpty { startNow(starts.removeFirst()) }
      scheduleStart()
    }
  }

  private func startNow(_ start: ExecutorStart) {
    let key = start.key
    guard let launch = applications[key.application]?.launch else {
      return failedToStart(key, reason: "its application is gone")
    }
    do {
      try supervisor.start(key, start.resources, launch, sharing: start.sharing, now: now)
      if let record = supervisor.process(key)?.record {
        keep([processChange(key.application, key.executor, record)])
      }
    } catch {
      failedToStart(key, reason: "\(error)")
    }
  }

  func end(_ key: ExecutorKey) {
    guard let index = starts.firstIndex(where: { $0.key == key }) else { return supervisor.end(key) }
    starts.remove(at: index)
    note(allocator.executorEnded(key, outcome: .unknown(reason: "it was never started"), now: now))
  }

  func heard(_ event: ExecutorEvent, of key: ExecutorKey) {
    switch event {
    case .started(let channel): started(key, channel: channel)
    case .failedToStart(let reason): failedToStart(key, reason: reason)
    case .ended(let outcome, let usage): ended(key, outcome, usage)
    }
  }

  private func started(_ key: ExecutorKey, channel: FileDescriptor) {
    guard let application = applications[key.application], let process = supervisor.process(key),
      let held = allocator.applications[key.application]?.executors[key.executor], held.state == .starting
      // It is being ended already.
    else { return note(allocator.executorStarted(key, now: now)) }
    announce(
      .executorStarted, application: application, executor: key.executor,
      "\(key) started as process \(process.processID)", details: ["process": "\(process.processID)"])
    channels[key] = channel
    remember([.executor(record(of: key, held.resources, startedAt: process.startedAt))])
    note(allocator.executorStarted(key, now: now))
  }

  private func ended(_ key: ExecutorKey, _ outcome: ExecutorOutcome, _ usage: ExecutorUsage) {
    if let end = allocator.end(of: key, outcome: outcome),
      let held = allocator.applications[key.application]?.executors[key.executor]
    {
      announce(
        .executorEnded, application: applications[key.application], executor: key.executor,
        "\(key) ended (\(end.reason.rawValue)): \(end.message)", as: JournalMessageID(end),
        details: ["reason": "\(end.reason.rawValue)"])
      var record = record(of: key, held.resources, startedAt: held.startedAt ?? held.grantedAt)
      (record.end, record.endedAt, record.usage) = (end, now, UsageRecord(usage))
      remember([.executor(record)])
    }
    note(allocator.executorEnded(key, outcome: outcome, now: now))
  }

  private func failedToStart(_ key: ExecutorKey, reason: String) {
    let reason = "It couldn't be started: \(reason)."
    announce(
      .executorEnded, application: applications[key.application], executor: key.executor,
      "\(key) ended (spawnFailed): \(reason)", as: .executorLost, details: ["reason": "spawnFailed"])
    note(allocator.spawnFailed(key, reason: reason, now: now))
  }

  func pressureChanged(isHigh: Bool) {
    announce(
      .memoryPressure,
      isHigh
        ? "executors wait for memory too long: none is started until that is over"
        : "executors have enough memory again")
    note(allocator.pressureChanged(isHigh: isHigh, now: now))
  }

  private func record(of key: ExecutorKey, _ resources: Resources, startedAt: Int) -> ExecutorRecord {
    ExecutorRecord(
      application: key.application.rawValue, number: key.executor.rawValue, resources: resources, startedAt: startedAt)
  }
}
