import CroftLinux
import CroftProtocol
import Glibc
import Logging

/// What is known of a process that an earlier manager started.
struct Adoption: Sendable {
  let record: ProcessIdentityRecord
  /// Milliseconds since 1970.
  let startedAt: Int
  /// What the program calls itself.
  let program: String
  /// Whom it runs as; nil: as the manager's own user.
  let identity: ProcessIdentity?
}

// Processes of an earlier manager, and what else it left in the pool.
extension Supervisor {
  /// Takes an executor over. What becomes of it is told by ``onEvent``, later: also that it is gone already.
  func adopt(_ key: ExecutorKey, _ adoption: Adoption, sharing: CoreSharing = .weight) {
    let cgroup = adoption.record.cgroup.flatMap { cgroups.adoptExecutor(key, path: $0, sharing: sharing) }
    adopt(.executor(key), adoption, cgroup)
  }

  /// Takes a detached application's driver over; told by ``onDriverEvent``.
  func adoptDriver(_ id: ApplicationID, _ adoption: Adoption) {
    adopt(.driver(id), adoption, adoption.record.cgroup.flatMap { cgroups.adoptDriver(id, path: $0) })
  }

  private func adopt(_ role: SupervisedRole, _ adoption: Adoption, _ cgroup: ProcessCgroup?) {
    let (descriptor, reason) = find(adoption.record)
    let process = SupervisedProcess(
      role, adopting: adoption.record, process: descriptor, cgroup: cgroup,
      output: descriptor.flatMap {
        output.reopen(
          OutputOwner(role: role, program: adoption.program, identity: adoption.identity), of: $0, loop: loop,
          patience: patience, log: log)
      },
      startedAt: adoption.startedAt)
    processes[role] = process
    guard let descriptor else { return finishLater(process, reason) }
    do {
      try loop.watch(descriptor.descriptor.rawValue, for: .readable) { [unowned self] _ in processEnded(process) }
    } catch {
      // One that can't be watched can't be kept.
      kill(process)
      finishLater(process, "its end couldn't be watched: \(error)")
    }
  }

  private func find(_ record: ProcessIdentityRecord) -> (ProcessDescriptor?, reason: String) {
    do {
      return (try record.find(), "it ended while no manager ran")
    } catch {
      return (nil, "process \(record.processID) couldn't be found again: \(error)")
    }
  }

  /// The caller hears of it when it has finished what it does now, as it hears of everything.
  private func finishLater(_ process: SupervisedProcess, _ reason: String) {
    process.isReaped = true
    loop.addTimer(at: MonotonicTime.nowNanoseconds) { [unowned self] in finish(process, unseenEnd: reason) }
  }

  /// Ends what is in the pool and nobody's. Call it once everything that is to be adopted has been.
  func removeUnowned() {
    do {
      try cgroups.settleProcessors()
    } catch {
      log.warning("the processors of executors that ended unseen couldn't be shared: \(error), ignoring")
    }
    for group in cgroups.unowned() { end(abandoned: group) }
  }

  private func end(abandoned group: Cgroup) {
    do {
      guard group.isPopulated else { return try cgroups.remove(unowned: group) }
      log.notice("\(group.path) is nobody's: its processes are killed")
      let events = try CgroupEvents(group)
      try loop.watch(events.descriptor.rawValue, for: .priority) { [unowned self] _ in removeIfEmpty(group) }
      abandoned[group.path] = events
      try group.kill()
      removeIfEmpty(group)
    } catch {
      stopWatching(abandoned: group)
      log.warning("\(group.path), which is nobody's, couldn't be removed: \(error), ignoring")
    }
  }

  private func removeIfEmpty(_ group: Cgroup) {
    guard let events = abandoned[group.path], (try? events.isPopulated()) != true else { return }
    stopWatching(abandoned: group)
    do {
      try cgroups.remove(unowned: group)
    } catch {
      log.warning("\(group.path), which is nobody's, couldn't be removed: \(error), ignoring")
    }
  }

  private func stopWatching(abandoned group: Cgroup) {
    guard let events = abandoned.removeValue(forKey: group.path) else { return }
    loop.unwatch(events.descriptor.rawValue)
  }
}
