import CroftLinux
import CroftProtocol
import Glibc
import Logging

// What is remembered, and told again.
extension Manager {
  /// After the last news, so that a manager at rest has nothing to wake up for.
  private static let pruneDelayNanoseconds: UInt64 = 60_000_000_000
  /// While there is more to remove, in turns with everybody else.
  private static let pruneAgainNanoseconds: UInt64 = 10_000_000

  func remember(_ entries: [HistoryEntry]) {
    let lost = store.lostHistory.entries
    store.record(entries)
    if lost == 0, store.lostHistory.entries > 0 {
      let reason = store.lostHistory.reason ?? "unknown"
      log.entry(.historyIncomplete, "the history lacks something from now on: \(reason), ignoring")
    }
    schedulePruning(after: Self.pruneDelayNanoseconds)
  }

  private func schedulePruning(after nanoseconds: UInt64) {
    guard !isPruningScheduled else { return }
    isPruningScheduled = true
    loop.addTimer(at: MonotonicTime.nowNanoseconds + nanoseconds) { [unowned self] in
      isPruningScheduled = false
      prune()
    }
  }

  private func prune() {
    do {
      let pruned = try store.prune(now: now, limits: configuration.historyLimits)
      if !pruned.isDone { schedulePruning(after: Self.pruneAgainNanoseconds) }
    } catch {
      log.warning("the history couldn't be pruned: \(error), ignoring")
    }
  }

  func record(of application: RegisteredApplication, queue: String) -> ApplicationRecord {
    var record = ApplicationRecord(
      id: application.id.rawValue, name: application.registration.name, userID: Int(application.userID), queue: queue,
      isDetached: application.detachment != nil, startedAt: application.registration.registeredAt)
    record.tasks = application.tasks
    return record
  }

  // MARK: - Reports of drivers

  func reportHistory(_ method: ReportHistory, for rights: CallerRights) throws(ManagerError) -> EmptyReply {
    let application = try applicationToActOn(method.application, for: rights)
    let id = application.id
    try require(method.tasks?.isPossible != false, "tasks")
    try require((0...255).contains(method.exitStatus ?? 0), "exitStatus")
    try require(method.running?.count ?? 0 <= RunningAttempt.mostTold, "running")
    try require(method.running?.allSatisfy(\.isPossible) != false, "running")
    var entries: [HistoryEntry] = []
    for job in method.jobs {
      try require(job.application == id.rawValue && job.isPossible, "jobs")
      entries.append(.job(job))
    }
    for stage in method.stages {
      try require(stage.application == id.rawValue && stage.isPossible, "stages")
      entries.append(.stage(stage))
    }
    for text in method.attempts {
      guard let packed = Base64.decode(text) else { throw .service(.invalidParameter(parameter: "attempts")) }
      entries.append(.attempts(id, packed: packed))
    }
    if method.tasks != nil || method.exitStatus != nil {
      entries.append(.progress(id, method.tasks, exitStatus: method.exitStatus))
      application.tasks = method.tasks ?? application.tasks
      application.exitStatus = method.exitStatus ?? application.exitStatus
    }
    if let running = method.running { application.running = running }
    // A report of what runs alone is nothing for the history.
    if !entries.isEmpty { remember(entries) }
    return EmptyReply()
  }

  private func require(_ condition: Bool, _ parameter: String) throws(ManagerError) {
    if !condition { throw .service(.invalidParameter(parameter: parameter)) }
  }

  // MARK: - Questions

  func listPastApplications(
    _ method: ListPastApplications, for rights: CallerRights
  ) throws(ManagerError) -> HistoryReply<ApplicationRecord> {
    // Whoever may see only their own asks for nobody else's.
    if let userID = method.userID, !rights.maySeeAll, userID != Int(rights.userID) {
      throw .service(.permissionDenied)
    }
    let userID = rights.maySeeAll ? method.userID : Int(rights.userID)
    return try page { () throws(StoreError) in
      try store.applications(
        userID: userID, name: method.name, after: method.after, limit: method.limit ?? Self.usualPage)
    }
  }

  func listPastExecutors(
    _ method: ListPastExecutors, for rights: CallerRights
  ) throws(ManagerError) -> HistoryReply<ExecutorRecord> {
    let id = try pastApplication(method.application, for: rights)
    return try page { () throws(StoreError) in
      try store.executors(of: id, after: method.after, limit: method.limit ?? Self.usualPage)
    }
  }

  func listJobs(_ method: ListJobs, for rights: CallerRights) throws(ManagerError) -> HistoryReply<JobRecord> {
    let id = try pastApplication(method.application, for: rights)
    return try page { () throws(StoreError) in
      try store.jobs(of: id, after: method.after, limit: method.limit ?? Self.usualPage)
    }
  }

  func listStages(_ method: ListStages, for rights: CallerRights) throws(ManagerError) -> HistoryReply<StageRecord> {
    let id = try pastApplication(method.application, for: rights)
    let job = try jobID(method.job)
    return try page { () throws(StoreError) in
      try store.stages(of: id, job: job, after: method.after, limit: method.limit ?? Self.usualPage)
    }
  }

  func listAttempts(
    _ method: ListAttempts, for rights: CallerRights
  ) throws(ManagerError) -> HistoryReply<AttemptSummary> {
    let id = try pastApplication(method.application, for: rights)
    let job = try jobID(method.job)
    guard let stage = UInt16(exactly: method.stage) else { throw .service(.invalidParameter(parameter: "stage")) }
    let page = try ask { () throws(StoreError) in
      try store.attempts(
        of: id, job: job, stage: stage, after: method.after, limit: method.limit ?? Self.usualPage)
    }
    return HistoryReply(elements: page.elements.map(AttemptSummary.init), next: page.next)
  }

  func listRunningAttempts(
    _ method: ListRunningAttempts, for rights: CallerRights
  ) throws(ManagerError) -> ListRunningAttempts.Reply {
    let id = try pastApplication(method.application, for: rights)
    return ListRunningAttempts.Reply(attempts: applications[id]?.running ?? [])
  }

  private static var usualPage: Int { 100 }

  private func jobID(_ number: Int) throws(ManagerError) -> JobID {
    guard let number = UInt32(exactly: number) else { throw .service(.invalidParameter(parameter: "job")) }
    return JobID(number)
  }

  private func pastApplication(_ number: Int, for rights: CallerRights) throws(ManagerError) -> ApplicationID {
    let id = ApplicationID(number)
    let record = try ask { () throws(StoreError) in try store.application(id) }
    guard let record else { throw .noSuchApplication(application: number) }
    guard let owner = uid_t(exactly: record.userID), rights.maySee(applicationsOf: owner) else {
      throw .service(.permissionDenied)
    }
    return id
  }

  private func page<Element>(
    _ query: () throws(StoreError) -> HistoryPage<Element>
  ) throws(ManagerError) -> HistoryReply<Element> {
    let page = try ask(query)
    return HistoryReply(elements: page.elements, next: page.next)
  }

  private func ask<Result>(_ query: () throws(StoreError) -> Result) throws(ManagerError) -> Result {
    do {
      return try query()
    } catch {
      throw .failed(reason: "\(error)")
    }
  }
}

extension RunningAttempt {
  /// Whether there can be such numbers.
  fileprivate var isPossible: Bool {
    UInt32(exactly: job) != nil && UInt16(exactly: stage) != nil && UInt32(exactly: partition) != nil
      && UInt16(exactly: number) != nil && UInt32(exactly: executor) != nil && (0...1 << 53).contains(startedAt)
  }
}

extension TaskCounts {
  /// Whether there can be such numbers: nobody has more tasks than JSON counts exactly.
  fileprivate var isPossible: Bool {
    (0...1 << 53).contains(total) && (0...total).contains(succeeded) && (0...total - succeeded).contains(failed)
  }
}
