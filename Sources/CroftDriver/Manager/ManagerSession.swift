package import CroftLinux
package import CroftProtocol

/// An application's standing with its manager, from registration to the end of the driver.
///
/// It holds two connections: one on which events stream in for as long as the application lives, and one for calls,
/// since a Varlink connection that streams replies takes no other call. Belongs to the thread of the event loop that it
/// is attached to.
package final class ManagerSession {
  package let application: ApplicationID
  /// The application's own directory, which the manager removes when the application ends.
  package let scratch: String
  package let capacity: Resources

  private let events: VarlinkConnection
  private let calls: ManagerCallQueue
  private var loop: EventLoop?
  private var handler: ((ManagerEvent) -> Void)?

  private init(_ registered: Registered, events: VarlinkConnection, calls: ManagerCallQueue) {
    application = ApplicationID(registered.application)
    scratch = registered.scratch
    capacity = registered.capacity
    self.events = events
    self.calls = calls
  }

  /// Registers this process as an application, and waits for the manager's word on it.
  ///
  /// - Parameter image: the executable that the executors will run.
  package static func register(
    socketPath: String, registration: RegisterApplication, image: FileDescriptor
  ) throws(ManagerClientError) -> ManagerSession {
    let events = try VarlinkConnection(connectingTo: socketPath)
    let calls = try VarlinkConnection(connectingTo: socketPath)
    return try register(registration, image: image, events: events, calls: calls)
  }

  package static func register(
    _ registration: RegisterApplication, image: FileDescriptor, events: VarlinkConnection, calls: VarlinkConnection
  ) throws(ManagerClientError) -> ManagerSession {
    var registration = registration
    registration.image = 0  // The only descriptor beside the call.
    let call: VarlinkCall
    do {
      call = try registration.call(more: true)
    } catch {
      throw events.failure(.malformed("the registration has no JSON form: \(error)"))
    }
    try events.send(call, descriptors: [image])
    let event = try events.parameters(of: events.receiveReply(), as: ApplicationEvent.self)
    guard case .registered(let registered) = event else {
      throw events.failure(.malformed("its first event is no registration"))
    }
    return ManagerSession(registered, events: events, calls: ManagerCallQueue(calls))
  }

  /// Has the loop deliver events to `handler`, never before this returns.
  package func attach(
    to loop: EventLoop, handler: @escaping (ManagerEvent) -> Void
  ) throws(SystemError) {
    self.loop = loop
    self.handler = handler
    try events.descriptor.setNonBlocking()
    try loop.watch(events.descriptor.rawValue, for: .readable) { [weak self] _ in self?.readEvents() }
    try calls.attach(to: loop) { [weak self] outcome in self?.finish(outcome) }
    // Events may have come in the same read as the registration; the loop would not wake up for them.
    _ = loop.addTimer(at: MonotonicTime.nowNanoseconds) { [weak self] in self?.deliverEvents() }
  }

  /// Asks for executors; they come as `granted` events, or the request is refused by one event.
  package func requestExecutors(count: Int, resources: Resources) {
    calls.send(RequestExecutors(application: application.rawValue, count: count, resources: resources))
  }

  /// Gives an executor back; its `ended` event follows.
  package func release(executor: ExecutorID) {
    calls.send(ReleaseExecutor(application: application.rawValue, executor: executor.rawValue))
  }

  /// Leaves the manager, which ends the application's executors. No event comes after this.
  package func close() {
    handler = nil
    guard let loop else { return }
    self.loop = nil
    loop.unwatch(events.descriptor.rawValue)
    events.shutDown()
    calls.close()
  }

  // MARK: Events

  private func readEvents() {
    do {
      switch try events.readOnce() {
      case .bytes: deliverEvents()
      case .nothingYet: break
      case .endOfFile: lose(events.failure(.closed))
      }
    } catch {
      lose(error)
    }
  }

  /// Hands on every event that has come whole. The handler may close the session between two of them.
  private func deliverEvents() {
    do {
      while handler != nil, let reply = try events.nextReply() {
        handler?(try event(in: reply))
      }
    } catch {
      lose(error)
    }
  }

  private func event(in reply: VarlinkReply) throws(ManagerClientError) -> ManagerEvent {
    switch try events.parameters(of: reply, as: ApplicationEvent.self) {
    case .registered: throw events.failure(.malformed("it registered this application twice"))
    case .ended(let end): return .ended(end)
    case .stopping: return .stopping
    case .granted(let grant):
      guard grant.channel == 0, let channel = events.claimDescriptor() else {
        throw events.failure(.malformed("the channel of executor \(grant.executor) is missing"))
      }
      return .granted(grant, channel: channel)
    }
  }

  private func finish(_ outcome: ManagerCallQueue.Outcome) {
    switch outcome {
    case .refused(let error): handler?(.requestRefused(error))
    case .lost(let error): lose(error)
    }
  }

  private func lose(_ error: ManagerClientError) {
    let handler = handler
    close()
    handler?(.lost(error))
  }
}
