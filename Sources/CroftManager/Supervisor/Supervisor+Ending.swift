import CroftLinux
import CroftProtocol
import Glibc
import Logging

// From the end of a process to the end of what it left behind.
extension Supervisor {
  /// Kills every process of it that can be found: all of its cgroup, or its process group where it has none.
  func kill(_ process: SupervisedProcess) {
    do {
      if let cgroup = process.cgroup, cgroup.canKill { return try cgroup.group.kill() }
    } catch {
      log.error("\(process.role): its cgroup couldn't be killed: \(error), ignoring", metadata: .of(process.role))
    }
    // Once the process has been reaped, its number may mean another group. An adopted one can be reaped any time, by
    // whoever became its parent; then the signal fails.
    guard !process.isReaped, (try? process.process?.signal(SIGKILL)) != nil else { return }
    Glibc.kill(-process.processID, SIGKILL)
  }

  func processEnded(_ process: SupervisedProcess) {
    if let descriptor = process.process?.descriptor { loop.unwatch(descriptor.rawValue) }
    settleStart(process)
    if process.isStarting { leaveStart(process, to: .failed(reason: "it ended before its image ran")) }
    // Descendants die with it. The cgroup's own record is read before it goes.
    let outOfMemoryKills = process.cgroup?.outOfMemoryKills ?? 0
    kill(process)
    // What it said last of all is sent in its name, which means nobody once it has been reaped.
    process.output?.processEnded()
    let outcome = reap(process, outOfMemoryKills: outOfMemoryKills)
    process.isReaped = true
    // What its descendants leave is sent in the manager's: the number may mean another process any time.
    process.output?.processID = nil
    waitUntilEmpty(process, outcome)
  }

  /// Of one whose end this manager hasn't seen.
  func finish(_ process: SupervisedProcess, unseenEnd reason: String) {
    let outOfMemoryKills = process.cgroup?.outOfMemoryKills ?? 0
    kill(process)
    waitUntilEmpty(process, outOfMemoryKills > 0 ? .outOfMemory : .unknown(reason: reason))
  }

  private func reap(_ process: SupervisedProcess, outOfMemoryKills: UInt64) -> ExecutorOutcome {
    do {
      guard let end = try process.process?.waitForEnd(blocking: false) else {
        return .unknown(reason: "its descriptor announced an end that the kernel doesn't confirm")
      }
      process.usage = end.usage
      return ExecutorOutcome(end.exit, outOfMemoryKills: outOfMemoryKills)
    } catch let error where error.errno == ECHILD {
      // The kernel tells a process's end to its parent alone, and that is gone.
      let reason = "an earlier manager started it, and only a parent learns how its process ended"
      return outOfMemoryKills > 0 ? .outOfMemory : .unknown(reason: reason)
    } catch {
      return .unknown(reason: "\(error)")
    }
  }

  /// What it left behind has been killed, but may take a moment to go. Where a cgroup can't be killed, somebody may
  /// stay in it for ever, and nobody waits.
  private func waitUntilEmpty(_ process: SupervisedProcess, _ outcome: ExecutorOutcome) {
    guard let cgroup = process.cgroup, cgroup.canKill else { return finish(process, outcome) }
    do {
      let emptiness = try CgroupEvents(cgroup.group)
      try loop.watch(emptiness.descriptor.rawValue, for: .priority) { [unowned self] _ in
        finishIfEmpty(process, outcome, emptiness)
      }
      process.emptiness = emptiness
      finishIfEmpty(process, outcome, emptiness)
    } catch {
      log.warning("\(process.role): its cgroup can't be watched: \(error), ignoring", metadata: .of(process.role))
      finish(process, outcome)
    }
  }

  private func finishIfEmpty(_ process: SupervisedProcess, _ outcome: ExecutorOutcome, _ emptiness: CgroupEvents) {
    // A cgroup that can't be read any more holds nobody.
    guard (try? emptiness.isPopulated()) != true else { return }
    loop.unwatch(emptiness.descriptor.rawValue)
    finish(process, outcome)
  }

  private func finish(_ process: SupervisedProcess, _ outcome: ExecutorOutcome) {
    let role = process.role
    if let timer = process.killTimer { loop.cancelTimer(timer) }
    process.output?.finish()
    // With the last process gone the counts are complete.
    let usage = ExecutorUsage(process.cgroup.map { CgroupUsage(of: $0.group) }, process.usage)
    processes[role] = nil
    do {
      switch role {
      case .executor(let key): try cgroups.removeExecutor(key)
      case .driver(let id): try cgroups.removeDriver(id)
      }
    } catch {
      log.warning("\(role): its cgroup couldn't be removed: \(error), ignoring", metadata: .of(role))
    }
    if case .failed(let reason) = process.phase {
      tell(role, .failedToStart(reason: reason))
    } else {
      tell(role, .ended(outcome, usage, processID: process.processID))
    }
  }
}

extension Logger.Metadata {
  static func of(_ role: SupervisedRole) -> Logger.Metadata {
    switch role {
    case .executor(let key): .executor(key)
    case .driver(let id): .application(id)
    }
  }
}
