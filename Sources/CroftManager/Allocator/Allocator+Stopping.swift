import CroftProtocol

// How the farm is emptied.
extension Allocator {
  /// Takes no new applications; those that are there go on as before.
  mutating func drain(now: Int) -> [AllocatorAction] {
    advance(to: now)
    setDraining(true)
    return settle()
  }

  mutating func undrain(now: Int) -> [AllocatorAction] {
    advance(to: now)
    setDraining(false)
    return settle()
  }

  /// Stops the manager. `.finished` follows when nothing is left to wait for.
  /// - Parameters:
  ///   - mode: `.keep` finishes at once and leaves all rows as they are, for the next manager.
  ///   - deadline: When a drain ends and the rest is killed, in milliseconds since 1970; nil: never.
  mutating func stop(_ mode: StopMode, deadline: Int? = nil, now: Int) -> [AllocatorAction] {
    advance(to: now)
    guard !isStopping else { return settle() }
    switch mode {
    case .drain: drainEnd = DrainEnd(deadline: deadline)
    case .kill: killAll()
    case .keep:
      isStopping = true
      emit(.finished)
    }
    return settle()
  }

  /// Grants nothing any more and ends everything.
  mutating func killAll() {
    isStopping = true
    for id in applicationIDs where applications[id]?.hasEnded == false {
      report(.stopping, to: id)
      removeRequests(of: id)
    }
    for id in applicationIDs { endAll(of: id, because: .stopping) }
    isKilling = true
  }

  mutating func stopIfDrained() {
    guard drainEnd != nil, !isStopping, applications.isEmpty else { return }
    killAll()
  }

  /// When the manager stops, applications outlive their executors only until the last of all executors is gone.
  mutating func finishIfDone() {
    guard isKilling, applications.values.allSatisfy(\.executors.isEmpty) else { return }
    isKilling = false
    for id in applicationIDs {
      applications[id] = nil
      outbox.applications.insert(id)
      emit(.forget(id))
    }
    emit(.finished)
  }

  private mutating func setDraining(_ isDraining: Bool) {
    guard self.isDraining != isDraining else { return }
    self.isDraining = isDraining
    outbox.isDrainingTouched = true
  }
}
