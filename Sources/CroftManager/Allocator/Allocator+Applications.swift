import CroftProtocol

// Applications come, lose their drivers, and go.
extension Allocator {
  /// Whether another application may register.
  /// - Returns: The name of the queue that it comes to; nil asks for the default one.
  @discardableResult func checkRegistration(queue: String?) throws(ManagerError) -> String {
    if isStopping { throw .stopping }
    if isDraining || drainEnd != nil { throw .draining }
    guard applications.count < configuration.limits.applications else {
      throw .tooMany(what: "applications", limit: configuration.limits.applications)
    }
    let name = queue ?? configuration.defaultQueue
    guard configuration.queue(name) != nil else { throw .noSuchQueue(queue: name) }
    return name
  }

  /// - Parameter isConnected: false for one whose driver the manager has yet to start: it is granted nothing before
  ///   `driverReconnected`.
  mutating func applicationRegistered(
    _ id: ApplicationID, userID: Int, queue: String?, priority: Int = 0, isConnected: Bool = true, now: Int
  ) throws(ManagerError) -> [AllocatorAction] {
    let queue = try checkRegistration(queue: queue)
    precondition(applications[id] == nil, "the store never gives an application's number out twice")
    advance(to: now)
    applications[id] = ApplicationState(
      userID: userID, queue: queue, priority: priority, isConnected: isConnected)
    outbox.applications.insert(id)
    return settle()
  }

  /// The application's connection or its process is gone. Unknown ones are ignored: both may go.
  mutating func applicationEnded(_ id: ApplicationID, now: Int) -> [AllocatorAction] {
    advance(to: now)
    endApplication(id)
    return settle()
  }

  /// The driver of a detached application died, and the manager starts it again: its executors are out of reach, and
  /// the new driver asks for its own. Or it has left because it finished, and its end is still to be seen.
  mutating func driverLost(_ id: ApplicationID, hasFinished: Bool = false, now: Int) -> [AllocatorAction] {
    advance(to: now)
    guard applications[id]?.hasEnded == false else { return settle() }
    applications[id]?.isConnected = false
    applications[id]?.reconnectDeadline = nil
    applications[id]?.untold = []
    removeRequests(of: id)
    endAll(of: id, because: hasFinished ? .applicationEnded : .unreachable)
    return settle()
  }

  /// A driver has taken its application up again. What it isn't connected to is ended, what it believes to have and
  /// is gone is reported; it should also be told `waitingRequests(of:)`, since a grant may have been lost on its way.
  /// - Parameter held: The executors to which it has connections.
  mutating func driverReconnected(_ id: ApplicationID, held: [ExecutorID], now: Int) throws(ManagerError)
    -> [AllocatorAction]
  {
    let application = try living(id)
    advance(to: now)
    applications[id]?.isConnected = true
    applications[id]?.reconnectDeadline = nil
    applications[id]?.untold = []
    let held = Set(held)
    for end in application.untold { report(.ended(end), to: id) }
    let told = Set(application.untold.map(\.executor))
    for executor in held.sorted() where application.executors[executor] == nil && !told.contains(executor.rawValue) {
      report(.ended(.forgotten(executor)), to: id)
    }
    // One that is still starting will be granted over the new connection.
    for (executor, state) in application.executors.mapValues(\.state).sorted(by: { $0.key < $1.key })
    where state == .running && !held.contains(executor) {
      end(ExecutorKey(application: id, executor: executor), because: .unreachable)
    }
    remindOfReclaims(id)
    return settle()
  }

  func living(_ id: ApplicationID) throws(ManagerError) -> ApplicationState {
    guard let application = applications[id], !application.hasEnded else {
      throw .noSuchApplication(application: id.rawValue)
    }
    return application
  }

  mutating func endApplication(_ id: ApplicationID) {
    guard applications[id]?.hasEnded == false else { return }
    applications[id]?.hasEnded = true
    applications[id]?.reconnectDeadline = nil
    outbox.applications.insert(id)
    removeRequests(of: id)
    endAll(of: id, because: .applicationEnded)
    forgetIfDone(id)
  }

  /// Ends it for a reason that its driver and the journal are told.
  mutating func terminate(_ id: ApplicationID, reason: String) {
    report(.terminated(Termination(reason: reason)), to: id)
    endApplication(id)
  }

  mutating func forgetIfDone(_ id: ApplicationID) {
    guard let application = applications[id], application.hasEnded, application.executors.isEmpty else { return }
    applications[id] = nil
    outbox.applications.insert(id)
    emit(.forget(id))
  }
}

extension ExecutorEnd {
  /// Of one that is gone since before the manager's last start.
  static func forgotten(_ executor: ExecutorID) -> ExecutorEnd {
    ExecutorEnd(
      executor: executor.rawValue, reason: .exited, code: nil,
      message: "It ended while the manager was being restarted; how isn't known.")
  }
}
