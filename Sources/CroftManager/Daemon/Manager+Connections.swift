import CroftLinux
import CroftProtocol
import Glibc
import Logging

// Drivers connect again, and are watched for their end.
extension Manager {
  /// Goes on with an application whose connection was lost: with this manager, or with one before it.
  ///
  /// The last connection counts. What an earlier one still wanted to say is of no use to anybody, and its end means
  /// nothing.
  func resume(
    _ method: ResumeApplication, image: FileDescriptor, peer: PeerCredentials, stream: EventStream
  ) throws(ManagerError) {
    guard let application = applications[ApplicationID(method.application)],
      let state = allocator.applications[application.id], !state.hasEnded
    else { throw .noSuchApplication(application: method.application) }
    guard peer.userID == application.userID, Secret.isSame(method.secret, application.registration.secret) else {
      throw .service(.permissionDenied)
    }
    try RegistrationCheck.check(image: image)
    // Nobody can hold more, and each that isn't known is answered.
    guard method.executors.allSatisfy({ (1...max(1, state.lastExecutor)).contains($0) }) else {
      throw .service(.invalidParameter(parameter: "executors"))
    }
    let driver = application.detachment == nil ? try driver(peer) : nil
    let held = method.executors.map { ExecutorID($0) }
    let id = application.id
    let changes = driver.map { processChange(id, nil, $0.processID, cgroup: nil) } ?? []
    var welcome = welcome(application)
    welcome.lastRequest = state.lastRequest
    welcome.waiting = state.waiting.map {
      Registered.WaitingRequest(request: $0.request, resources: $0.resources, remaining: $0.remaining)
    }
    let surroundings = (try? surroundings(of: peer)) ?? application.surroundings
    try attempt(with: changes) { allocator throws(ManagerError) in
      ((), try allocator.driverReconnected(id, held: held, now: now))
    } before: {
      (application.stream, application.image, application.surroundings) = (stream, image, surroundings)
      // Whatever an earlier connection told, this one tells anew.
      application.running = []
      stream.send(.registered(welcome), [])
      announce(
        .applicationResumed, application: application,
        "application \(id) (\(application.registration.name)) is connected again")
    }
    guard application.detachment == nil else { return }
    do {
      try watch(driver, of: application)
    } catch {
      // It is connected by now, and the end of its connection tells as much.
      log.warning("application \(id): \(error), ignoring", metadata: .application(id))
    }
  }

  /// The connection that carries an application's events is gone.
  func disconnected(_ id: ApplicationID, _ stream: EventStream) {
    guard !isLeaving, let application = applications[id], application.stream === stream else { return }
    application.stream = nil
    application.running = []
    guard application.detachment == nil else {
      return note(allocator.driverLost(id, hasFinished: hasFinished(application), now: now))
    }
    applicationEnded(id, because: "its driver left")
  }

  // MARK: - Drivers' processes

  /// nil where it can't be seen from here.
  func driver(_ peer: PeerCredentials) throws(ManagerError) -> ProcessDescriptor? {
    do {
      return try peer.process()
    } catch {
      throw .failed(reason: "the driver's process can't be watched: \(error)")
    }
  }

  func surroundings(of peer: PeerCredentials) throws(SystemError) -> ProcessSurroundings? {
    try peer.process().flatMap { try? ProcessSurroundings(of: $0) }
  }

  /// Has the driver's end noticed, also when it leaves its connection to somebody else.
  func watch(_ driver: ProcessDescriptor?, of application: RegisteredApplication) throws(ManagerError) {
    stopWatching(application)
    guard let driver else { return }
    let id = application.id
    do {
      try loop.watch(driver.descriptor.rawValue, for: .readable) { [unowned self] _ in
        stopWatching(application)
        hearOut(driver.processID, application.userID) { [unowned self] in
          // Another process may have taken the application up by then.
          if application.driver == nil { applicationEnded(id, because: "its process ended") }
        }
      }
      application.driver = driver
    } catch {
      throw .failed(reason: "the driver's process can't be watched: \(error)")
    }
  }

  func stopWatching(_ application: RegisteredApplication) {
    if let driver = application.driver { loop.unwatch(driver.descriptor.rawValue) }
    application.driver = nil
  }
}
