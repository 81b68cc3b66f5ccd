import CroftProtocol

// What becomes of executors. An unknown one is ignored: its end was told before.
extension Allocator {
  mutating func executorStarted(_ key: ExecutorKey, now: Int) -> [AllocatorAction] {
    advance(to: now)
    // One that is being ended already has been started for nothing; its end will be reported.
    guard let held = applications[key.application]?.executors[key.executor], held.state == .starting else {
      return settle()
    }
    applications[key.application]?.executors[key.executor]?.state = .running
    applications[key.application]?.executors[key.executor]?.startedAt = self.now
    outbox.executors.insert(key)
    report(.granted(key.executor, held.resources), to: key.application)
    // What was asked for while it started, its driver couldn't choose.
    remindOfReclaims(key.application)
    return settle()
  }

  /// The process couldn't be started. The manager doesn't try again: the application knows whether that makes sense.
  ///
  /// What else it waits for is withdrawn. The image, the directory and the user are the same for all of its executors,
  /// and each would fail alike.
  mutating func spawnFailed(_ key: ExecutorKey, reason: String, now: Int) -> [AllocatorAction] {
    advance(to: now)
    guard let held = applications[key.application]?.executors[key.executor] else { return settle() }
    // One that was being ended anyway says nothing of the others.
    let withdrawn = held.cause == nil ? waitingCount(of: key.application) : 0
    if withdrawn > 0 { removeRequests(of: key.application) }
    let message = withdrawn == 0 ? reason : "\(reason) The \(withdrawn) still waited for are withdrawn: ask again."
    gone(
      key, held, end: ExecutorEnd(executor: key.executor.rawValue, reason: .spawnFailed, code: nil, message: message))
    noteLife(of: held, in: key.application)
    return settle()
  }

  /// The process has been reaped.
  mutating func executorEnded(_ key: ExecutorKey, outcome: ExecutorOutcome, now: Int) -> [AllocatorAction] {
    advance(to: now)
    let hasLeft = outcome == .exited(code: 0) && isAskedBack(key)
    if let held = gone(key, outcome: outcome) { noteLife(of: held, in: key.application, hasLeft: hasLeft) }
    return settle()
  }

  mutating func released(_ key: ExecutorKey, now: Int) throws(ManagerError) -> [AllocatorAction] {
    guard try living(key.application).executors[key.executor] != nil else {
      throw .noSuchExecutor(executor: key.executor.rawValue)
    }
    advance(to: now)
    // Releasing twice is no mistake: the first release may not have been answered yet.
    end(key, because: .released)
    return settle()
  }

  /// What such an end would be called. nil for an unknown executor.
  func end(of key: ExecutorKey, outcome: ExecutorOutcome) -> ExecutorEnd? {
    applications[key.application]?.executors[key.executor].map {
      outcome.end(of: key.executor, resources: $0.resources, cause: $0.cause)
    }
  }

  /// Does nothing when it is being ended already; the first cause stands.
  mutating func end(_ key: ExecutorKey, because cause: EndCause) {
    guard let held = applications[key.application]?.executors[key.executor], held.state != .ending else { return }
    applications[key.application]?.executors[key.executor]?.state = .ending
    applications[key.application]?.executors[key.executor]?.cause = cause
    outbox.executors.insert(key)
    emit(.end(key))
    // Whatever ends it, the application has given one of this size back.
    fulfilReclaim(of: key.application, held.resources, isKnown: cause == .released)
  }

  /// Ends all executors of an application that aren't being ended yet.
  mutating func endAll(of id: ApplicationID, because cause: EndCause) {
    for executor in applications[id]?.executors.keys.sorted() ?? [] {
      end(ExecutorKey(application: id, executor: executor), because: cause)
    }
  }

  /// Takes an executor out, and says what it was; nil for an unknown one.
  @discardableResult mutating func gone(_ key: ExecutorKey, outcome: ExecutorOutcome) -> HeldExecutor? {
    guard let held = applications[key.application]?.executors[key.executor] else { return nil }
    gone(key, held, end: outcome.end(of: key.executor, resources: held.resources, cause: held.cause))
    return held
  }

  private mutating func gone(_ key: ExecutorKey, _ held: HeldExecutor, end: ExecutorEnd) {
    let id = key.application
    applications[id]?.executors[key.executor] = nil
    outbox.executors.insert(key)
    account(for: id) { $0 -= held.usage }
    if held.state != .ending { fulfilReclaim(of: id, held.resources, isKnown: false) }
    guard let application = applications[id], !application.hasEnded else { return forgetIfDone(id) }
    if application.isConnected { report(.ended(end), to: id) } else { applications[id]?.untold.append(end) }
  }

  /// Changes what is in use by an application, and with it by its user, its queue and everybody.
  mutating func account(for id: ApplicationID, _ change: (inout ResourceTotal) -> Void) {
    guard let application = applications[id] else { return }
    change(&applications[id, default: application].used)
    change(&usedByUser[application.userID, default: ResourceTotal()])
    change(&usedByQueue[application.queue, default: ResourceTotal()])
    change(&used)
    // Users come and go; those who have nothing need no entry.
    if usedByUser[application.userID] == ResourceTotal() { usedByUser[application.userID] = nil }
  }
}
