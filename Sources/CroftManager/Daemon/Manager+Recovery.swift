import CroftLinux
import CroftProtocol
import Glibc
import Logging

// What an earlier manager has left.
extension Manager {
  /// Goes on where an earlier manager of this state directory ended, however it did: takes over its executors and
  /// drivers, ends what is nobody's, and waits for drivers to connect again.
  func recover(_ state: StoredState) {
    let executors = StoredProcess.executors(in: state.processes)
    let drivers = StoredProcess.drivers(in: state.processes)
    let detachments = Dictionary(state.detachments.map { ($0.application, $0) }) { first, _ in first }
    for stored in state.applications {
      let application = RegisteredApplication(
        stored, scratch: scratch.path(of: stored.id), isOfOtherUser: stored.userID != geteuid())
      application.detachment = detachments[stored.id].map { Detachment(stored: $0) }
      applications[stored.id] = application
    }
    for row in state.allocator.applications {
      let past = try? store.application(row.id)
      applications[row.id]?.tasks = past?.tasks
      applications[row.id]?.exitStatus = past?.exitStatus
      // The manager that ended it has told so, with the reason, unless the history wouldn't take it.
      if row.hasEnded { applications[row.id]?.isEndTold = past?.endedAt != nil }
    }
    let isPressureHigh = allocator.isPressureHigh
    allocator = Allocator(recovering: state.allocator, configuration: allocator.configuration, now: now)
    // It is watched since before, and only changes are told.
    allocator.isPressureHigh = isPressureHigh
    let unseen = adoptExecutors(executors)
    note(
      with: [.setPool(cgroups.isOwn ? cgroups.pool.flatMap(PoolRecord.init(of:)) : nil)],
      allocator.recovered(ended: unseen, watched: Set(detachments.keys), now: now))
    let search = LostDriverSearch()
    for application in applications.values.sorted(by: { $0.id.rawValue < $1.id.rawValue })
    where allocator.applications[application.id]?.hasEnded == false {
      if application.detachment == nil {
        recoverDriver(application, of: drivers[application.id])
      } else {
        recoverDriver(application, drivers[application.id], search)
      }
    }
    supervisor.removeUnowned()
    scratch.removeLeftOver(but: Set(applications.keys))
    do {
      try store.closeAbandonedHistory(now: now)
    } catch {
      log.warning("the history couldn't be brought up to date: \(error), ignoring")
    }
    let count = allocator.executorCount
    if !applications.isEmpty {
      log.entry(
        .takenOver, "croftd takes over from an earlier one: \(applications.count) applications, \(count) executors")
    }
  }

  /// - Returns: Those that no process is known of: their manager died while it made one.
  private func adoptExecutors(_ processes: [ExecutorKey: StoredProcess]) -> [(ExecutorKey, ExecutorOutcome)] {
    var unseen: [(ExecutorKey, ExecutorOutcome)] = []
    for id in allocator.applicationIDs {
      let (program, identity) = (applications[id]?.registration.programName ?? "", applications[id]?.identity)
      for (executor, held) in (allocator.applications[id]?.executors ?? [:]).sorted(by: { $0.key < $1.key }) {
        let key = ExecutorKey(application: id, executor: executor)
        guard let process = processes[key] else {
          unseen.append((key, .unknown(reason: "the manager died while it started it")))
          continue
        }
        supervisor.adopt(
          key,
          Adoption(record: process.record, startedAt: process.startedAt, program: program, identity: identity),
          sharing: held.sharing)
      }
    }
    return unseen
  }

  /// Of an application whose driver the manager doesn't run: it lives, and comes back by itself, or it is gone.
  private func recoverDriver(_ application: RegisteredApplication, of process: StoredProcess?) {
    do {
      // Without a record nobody can tell; it has as long as all drivers to come back.
      guard let process else { return }
      guard let driver = try process.record.find() else {
        return applicationEnded(application.id, because: "its driver ended while no manager ran")
      }
      try watch(driver, of: application)
    } catch {
      log.warning(
        "the driver of application \(application.id) can't be watched: \(error), ignoring",
        metadata: .application(application.id))
    }
  }
}

extension StoredProcess {
  static func executors(in processes: [StoredProcess]) -> [ExecutorKey: StoredProcess] {
    let pairs = processes.compactMap { process in
      process.executor.map { (ExecutorKey(application: process.application, executor: $0), process) }
    }
    return Dictionary(pairs) { first, _ in first }
  }

  static func drivers(in processes: [StoredProcess]) -> [ApplicationID: StoredProcess] {
    let pairs = processes.filter { $0.executor == nil }.map { ($0.application, $0) }
    return Dictionary(pairs) { first, _ in first }
  }
}
