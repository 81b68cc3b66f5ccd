package import CroftLinux
package import CroftProtocol

/// An application's standing with its manager, from registration to the end of the driver, also across the manager's
/// own end.
///
/// It holds two connections: one on which events stream in for as long as the application lives, and one for calls,
/// since a Varlink connection that streams replies takes no other call. When either is lost, the session looks for the
/// manager by itself. Belongs to the thread of the event loop that it is attached to.
package final class ManagerSession {
  /// How it stands with the manager.
  enum Standing {
    case connected(events: VarlinkConnection, calls: ManagerCallQueue)
    /// Until the timer goes off.
    case waiting(TimerToken)
    /// The manager was asked to take the application up again, and has until the timer goes off.
    case resuming(events: VarlinkConnection, calls: VarlinkConnection, TimerToken)
    case closed
  }

  package let application: ApplicationID
  /// The application's own directory, which the manager removes when the application ends.
  package let scratch: String
  package internal(set) var capacity: Resources
  /// What the manager wants done after an executor ran out of memory.
  private let memoryGrowth: Double?
  private let memoryCapBytes: Int?
  let secret: String
  let way: WayToManager
  var standing: Standing
  var delay = ReconnectDelay()
  var ledger = RequestLedger()
  /// Nothing more will come of the application, so its manager is not looked for.
  private var isOver = false
  var loop: EventLoop?
  private(set) var handler: ((ManagerEvent) -> Void)?
  /// The executors that the driver is connected to.
  private(set) var heldExecutors: () -> [ExecutorID] = { [] }

  init(_ registered: Registered, events: VarlinkConnection, calls: VarlinkConnection, way: WayToManager) {
    application = ApplicationID(registered.application)
    secret = registered.secret
    scratch = registered.scratch
    capacity = registered.capacity
    memoryGrowth = registered.outOfMemoryGrowth
    memoryCapBytes = registered.outOfMemoryCapBytes
    standing = .connected(events: events, calls: ManagerCallQueue(calls))
    self.way = way
  }

  /// How executors grow that have so many bytes of memory at first, as the manager is configured.
  func memoryPolicy(_ executorBytes: Int) -> MemoryPolicy {
    guard let memoryGrowth else { return MemoryPolicy(executorBytes: executorBytes) }
    return MemoryPolicy(
      executorBytes: executorBytes, growth: memoryGrowth, mostBytes: memoryCapBytes ?? capacity.memoryBytes)
  }

  /// Whether the manager hears what it is told. What it is asked for meanwhile is sent when it is back.
  package var isConnected: Bool {
    if case .connected = standing { true } else { false }
  }

  /// Has the loop deliver events to `handler`, never before this returns.
  ///
  /// - Parameter heldExecutors: gives the executors that the driver is connected to.
  package func attach(
    to loop: EventLoop, heldExecutors: @escaping () -> [ExecutorID] = { [] },
    handler: @escaping (ManagerEvent) -> Void
  ) throws(SystemError) {
    self.loop = loop
    self.handler = handler
    self.heldExecutors = heldExecutors
    guard case .connected(let events, let calls) = standing else { return }
    try events.descriptor.setNonBlocking()
    try watch(events)
    try calls.attach(to: loop) { [weak self] in self?.finish($0) }
    // Events may have come in the same read as the registration; the loop would not wake up for them.
    loop.addTimer(at: MonotonicTime.nowNanoseconds) { [weak self] in self?.deliverEvents(from: events) }
  }

  // MARK: Calls

  /// Asks for executors; they come as `granted` events, or the request is refused by one event.
  ///
  /// - Parameters:
  ///   - isGang: all at once or none.
  ///   - sharing: nil as the manager is configured.
  package func requestExecutors(
    count: Int, resources: Resources, isGang: Bool = false, sharing: CoreSharing? = nil
  ) {
    self.sharing = sharing
    let entry = ledger.ask(for: count, resources, isGang: isGang)
    if case .connected(_, let calls) = standing { calls.send(request(entry)) }
  }

  /// How executors share cores; the same for all of an application.
  private var sharing: CoreSharing?

  func request(_ entry: RequestLedger.Entry) -> RequestExecutors {
    RequestExecutors(
      application: application.rawValue, count: entry.remaining, resources: entry.resources, request: entry.number,
      gang: entry.isGang ? true : nil, sharing: sharing)
  }

  /// Gives an executor back; its `ended` event follows. A manager that comes back ends those that are not held.
  ///
  /// - Parameter channel: is held open until the manager has answered, or is lost.
  package func release(executor: ExecutorID, keeping channel: FileDescriptor? = nil) {
    guard case .connected(_, let calls) = standing else { return }
    calls.send(ReleaseExecutor(application: application.rawValue, executor: executor.rawValue), keeping: channel)
  }

  /// Tells what jobs have done; one `reported` event follows, unless the manager is lost.
  package func report(_ report: ReportHistory) {
    if case .connected(_, let calls) = standing { calls.send(report) }
  }

  /// Sends what waits as far as that goes at once.
  package func flush() {
    if case .connected(_, let calls) = standing { calls.flush() }
  }

  /// Leaves the manager, which ends the application's executors. No event comes after this.
  package func close() {
    handler = nil
    flush()
    disconnect()
    standing = .closed
  }

  // MARK: Events

  func watch(_ events: VarlinkConnection) throws(SystemError) {
    try loop?.watch(events.descriptor.rawValue, for: .readable) { [weak self] _ in self?.readEvents(from: events) }
  }

  private func readEvents(from events: VarlinkConnection) {
    do {
      switch try events.readOnce() {
      case .bytes: deliverEvents(from: events)
      case .nothingYet: break
      case .endOfFile: lose(events.failure(.closed))
      }
    } catch {
      lose(error)
    }
  }

  /// Hands on every event that has come whole. The handler may close the session between two of them.
  private func deliverEvents(from events: VarlinkConnection) {
    do {
      while isListening(to: events), let reply = try events.nextReply() {
        if case .resuming(_, let calls, let timer) = standing {
          try takeResumption(reply, events, calls, timer)
        } else {
          deliver(try event(in: reply, events))
        }
      }
    } catch {
      lose(error)
    }
  }

  private func isListening(to connection: VarlinkConnection) -> Bool {
    guard handler != nil else { return false }
    switch standing {
    case .connected(let events, _), .resuming(let events, _, _): return events === connection
    case .waiting, .closed: return false
    }
  }

  private func event(
    in reply: VarlinkReply, _ events: VarlinkConnection
  ) throws(ManagerClientError) -> ManagerEvent {
    switch try events.parameters(of: reply, as: ApplicationEvent.self) {
    case .registered: throw events.failure(.malformed("it registered this application twice"))
    case .ended(let end): return .ended(end)
    case .reclaim(let notice): return .reclaim(notice)
    case .terminated(let termination): return .terminated(termination)
    case .stopping: return .stopping
    case .granted(let grant):
      guard grant.channel == 0, let channel = events.claimDescriptor() else {
        throw events.failure(.malformed("the channel of executor \(grant.executor) is missing"))
      }
      return .granted(grant, channel: channel)
    }
  }

  private func deliver(_ event: ManagerEvent) {
    switch event {
    case .granted(let grant, _): ledger.grant(grant.resources)
    case .ended(let end) where end.reason == .spawnFailed: ledger.removeAll()
    case .terminated, .stopping: isOver = true
    default: break
    }
    handler?(event)
  }

  func finish(_ outcome: ManagerCallQueue.Outcome) {
    switch outcome {
    case .taken(let number): ledger.take(number)
    // A manager that leaves its executors running takes the request when it is back.
    case .refused(_, .stopping): break
    case .refused(let number, let error):
      ledger.refuse(number)
      handler?(.requestRefused(error))
    case .reported: handler?(.reported)
    case .lost(let error): lose(error)
    }
  }

  // MARK: Loss

  /// The connection is of no more use; another one is looked for, if that makes sense.
  func lose(_ error: ManagerClientError) {
    let wasConnected = isConnected
    disconnect()
    guard handler != nil else { return }
    if isOver { return giveUp(error) }
    waitToReconnect()
    if wasConnected { handler?(.disconnected(error)) }
  }

  func giveUp(_ error: ManagerClientError) {
    let handler = handler
    close()
    handler?(.disowned(error))
  }

  private func disconnect() {
    switch standing {
    case .connected(let events, let calls):
      loop?.unwatch(events.descriptor.rawValue)
      events.shutDown()
      calls.close()
    case .resuming(let events, let calls, let timer):
      loop?.cancelTimer(timer)
      loop?.unwatch(events.descriptor.rawValue)
      events.shutDown()
      calls.shutDown()
    case .waiting(let timer): loop?.cancelTimer(timer)
    case .closed: break
    }
    standing = .closed
  }
}
