import CroftLinux
import CroftProtocol
import Glibc
import Logging

// From the end of an executor's process to the end of what it left behind.
extension Supervisor {
  /// Kills every process of the executor that can be found: all of its cgroup, or its process group where it has none.
  func kill(_ key: ExecutorKey, _ executor: ExecutorProcess) {
    do {
      if let cgroup = executor.cgroup, cgroup.canKill { return try cgroup.group.kill() }
    } catch {
      log.error("\(key): its cgroup couldn't be killed: \(error), ignoring", metadata: .executor(key))
    }
    // Once the process has been reaped, its number may mean another group.
    guard !executor.isReaped else { return }
    try? executor.process.signal(SIGKILL)
    Glibc.kill(-executor.process.processID, SIGKILL)
  }

  func processEnded(_ key: ExecutorKey, _ executor: ExecutorProcess) {
    loop.unwatch(executor.process.descriptor.rawValue)
    settleStart(key, executor)
    if case .starting = executor.phase {
      leaveStart(executor, to: .failed(reason: "it ended before its image ran"))
    }
    // Descendants die with the executor. The cgroup's own record is read before it goes.
    let outOfMemoryKills = executor.cgroup?.outOfMemoryKills ?? 0
    kill(key, executor)
    let outcome = reap(executor, outOfMemoryKills: outOfMemoryKills)
    executor.isReaped = true
    waitUntilEmpty(key, executor, outcome)
  }

  private func reap(_ executor: ExecutorProcess, outOfMemoryKills: UInt64) -> ExecutorOutcome {
    do {
      guard let exit = try executor.process.waitForExit(blocking: false) else {
        return .unknown(reason: "its descriptor announced an end that the kernel doesn't confirm")
      }
      return ExecutorOutcome(exit, outOfMemoryKills: outOfMemoryKills)
    } catch {
      return .unknown(reason: "\(error)")
    }
  }

  /// What the executor left behind has been killed, but may take a moment to go. Where a cgroup can't be killed,
  /// somebody may stay in it for ever, and nobody waits.
  private func waitUntilEmpty(_ key: ExecutorKey, _ executor: ExecutorProcess, _ outcome: ExecutorOutcome) {
    guard let cgroup = executor.cgroup, cgroup.canKill else { return finish(key, executor, outcome) }
    do {
      let emptiness = try CgroupEvents(cgroup.group)
      try loop.watch(emptiness.descriptor.rawValue, for: .priority) { [unowned self] _ in
        finishIfEmpty(key, executor, outcome, emptiness)
      }
      executor.emptiness = emptiness
      finishIfEmpty(key, executor, outcome, emptiness)
    } catch {
      log.warning("\(key): its cgroup can't be watched: \(error), ignoring", metadata: .executor(key))
      finish(key, executor, outcome)
    }
  }

  private func finishIfEmpty(
    _ key: ExecutorKey, _ executor: ExecutorProcess, _ outcome: ExecutorOutcome, _ emptiness: CgroupEvents
  ) {
    // A cgroup that can't be read any more holds nobody.
    guard (try? emptiness.isPopulated()) != true else { return }
    loop.unwatch(emptiness.descriptor.rawValue)
    finish(key, executor, outcome)
  }

  private func finish(_ key: ExecutorKey, _ executor: ExecutorProcess, _ outcome: ExecutorOutcome) {
    if let timer = executor.killTimer { loop.cancelTimer(timer) }
    executor.output?.finish()
    processes[key] = nil
    do {
      try executor.cgroup?.group.remove()
    } catch {
      log.warning("\(key): its cgroup couldn't be removed: \(error), ignoring", metadata: .executor(key))
    }
    if case .failed(let reason) = executor.phase {
      onEvent?(key, .failedToStart(reason: reason))
    } else {
      onEvent?(key, .ended(outcome))
    }
  }
}
