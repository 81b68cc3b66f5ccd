package import CroftLinux
package import CroftProtocol

extension ManagerSession {
  /// Registers this process as an application, and waits for the manager's word on it.
  ///
  /// - Parameter image: the executable that the executors will run.
  package static func register(
    socketPath: String, registration: RegisterApplication, image: FileDescriptor
  ) throws(ManagerClientError) -> ManagerSession {
    let events = try VarlinkConnection(connectingTo: socketPath)
    let calls = try VarlinkConnection(connectingTo: socketPath)
    return try register(
      registration, events: events, calls: calls, way: WayToManager(socketPath: socketPath, image: image))
  }

  package static func register(
    _ registration: RegisterApplication, events: VarlinkConnection, calls: VarlinkConnection, way: WayToManager
  ) throws(ManagerClientError) -> ManagerSession {
    var registration = registration
    registration.image = 0  // The only descriptor beside the call.
    let registered = try introduce(registration, to: events, way.image)
    return ManagerSession(registered, events: events, calls: calls, way: way)
  }

  /// Takes up an application that the manager runs this process for, and waits for the manager's word on it. What an
  /// earlier driver of it asked for is withdrawn.
  ///
  /// - Parameter image: the executable that the executors will run.
  package static func resume(
    socketPath: String, application: ApplicationID, secret: String, image: FileDescriptor
  ) throws(ManagerClientError) -> ManagerSession {
    let events = try VarlinkConnection(connectingTo: socketPath)
    let calls = try VarlinkConnection(connectingTo: socketPath)
    return try resume(
      application, secret: secret, events: events, calls: calls, way: WayToManager(socketPath: socketPath, image: image)
    )
  }

  package static func resume(
    _ application: ApplicationID, secret: String, events: VarlinkConnection, calls: VarlinkConnection,
    way: WayToManager
  ) throws(ManagerClientError) -> ManagerSession {
    let resumption = ResumeApplication(
      application: application.rawValue, secret: secret, image: 0, executors: [])
    let registered = try introduce(resumption, to: events, way.image)
    let session = ManagerSession(registered, events: events, calls: calls, way: way)
    session.forgetRequests(of: registered)
    return session
  }

  private static func introduce<Method: ManagerMethod>(
    _ method: Method, to events: VarlinkConnection, _ image: FileDescriptor
  ) throws(ManagerClientError) -> Registered where Method.Reply == ApplicationEvent {
    let call: VarlinkCall
    do {
      call = try method.call(more: true)
    } catch {
      throw events.failure(.malformed("\(Method.name) has no JSON form: \(error)"))
    }
    try events.send(call, descriptors: [image])
    let event = try events.parameters(of: events.receiveReply(), as: ApplicationEvent.self)
    guard case .registered(let registered) = event else {
      throw events.failure(.malformed("its first event is no registration"))
    }
    return registered
  }

  private func forgetRequests(of registered: Registered) {
    let waiting = (registered.waiting ?? []).map(\.request)
    ledger.begin(after: max(registered.lastRequest ?? 0, waiting.max() ?? 0))
    guard case .connected(_, let calls) = standing else { return }
    for request in waiting { calls.send(WithdrawRequest(application: application.rawValue, request: request)) }
  }
}
