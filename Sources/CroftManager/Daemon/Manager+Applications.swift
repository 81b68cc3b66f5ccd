import CroftLinux
import CroftProtocol
import Glibc
import Logging

// Applications come.
extension Manager {
  /// Registers an application, and sends it its first event.
  func register(
    _ registration: RegisterApplication, image: FileDescriptor, peer: PeerCredentials, stream: EventStream
  ) throws(ManagerError) -> ApplicationID {
    try RegistrationCheck.check(
      name: registration.name, arguments: registration.arguments, environment: registration.environment,
      directory: registration.directory, image: image, priority: registration.priority)
    let queue = try admit(peer, to: registration.queue)
    let application = try prepare(
      name: registration.name, programName: registration.arguments[0], environment: registration.environment,
      directory: registration.directory, image: image, peer: peer)
    application.stream = stream
    do {
      try watch(try driver(peer), of: application)
      try store(application, queue: queue, priority: registration.priority, isConnected: true)
    } catch {
      stopWatching(application)
      scratch.remove(application.id)
      throw error
    }
    stream.send(.registered(welcome(application)), [])
    return application.id
  }

  // MARK: - Shared steps

  /// - Returns: The queue it comes to.
  func admit(_ peer: PeerCredentials, to queue: String?) throws(ManagerError) -> String {
    if settings.isSystem, peer.userID == 0, !configuration.manager.allowRoot {
      throw .refused(
        reason: """
          root's applications are refused, since their executors would run as root: submit as another user, or set \
          AllowRoot=yes in croftd.conf
          """)
    }
    let most = ConnectionLimits().applications(of: peer.userID, managerUserID: geteuid())
    guard applications.values.count(where: { $0.userID == peer.userID }) < most else {
      throw .tooMany(what: "applications of one user", limit: most)
    }
    let name = try allocator.checkRegistration(queue: queue)
    let section = configuration.completeQueues.first { $0.name == name }
    guard section?.admits(userID: peer.userID, groupIDs: [peer.groupID] + peer.supplementaryGroups) != false else {
      throw .noSuchQueue(queue: name)
    }
    return name
  }

  /// Everything of a registration that can fail for reasons of the machine's. On an error nothing is left.
  func prepare(
    name: String, programName: String, environment: [String], directory: String, image: FileDescriptor,
    peer: PeerCredentials
  ) throws(ManagerError) -> RegisteredApplication {
    var made: ApplicationID?
    do {
      let id = try store.nextApplication()
      // Only a system's manager has other users' applications, and their executors run as those users.
      let isOfOtherUser = peer.userID != geteuid()
      let stored = StoredApplication(
        id: id, secret: Secret.make(), name: name, userID: peer.userID, groupID: peer.groupID,
        supplementaryGroups: peer.supplementaryGroups, directory: directory, programName: programName,
        environment: environment, registeredAt: now)
      let path = try scratch.create(id, owner: isOfOtherUser ? ProcessIdentity(peer) : nil)
      made = id
      let application = RegisteredApplication(stored, scratch: path, isOfOtherUser: isOfOtherUser)
      application.image = image
      application.surroundings = try surroundings(of: peer)
      return application
    } catch {
      if let made { scratch.remove(made) }
      log.error("registration of \(name) failed: \(error)", metadata: .peer(peer))
      throw .failed(reason: "\(error)")
    }
  }

  /// Writes an application down, with its process, and makes it known.
  func store(
    _ application: RegisteredApplication, queue: String, priority: Int?, isConnected: Bool
  ) throws(ManagerError) {
    let (id, userID) = (application.id, Int(application.userID))
    var changes: [StoreChange] = [.putApplication(application.registration)]
    if let detachment = application.detachment { changes.append(.putDetachment(detachment.stored)) }
    if let driver = application.driver { changes += processChange(id, nil, driver.processID, cgroup: nil) }
    applications[id] = application
    do {
      // A new application's grants need it to be known.
      try attempt(with: changes) { allocator throws(ManagerError) in
        let actions = try allocator.applicationRegistered(
          id, userID: userID, queue: queue, priority: priority ?? 0, isConnected: isConnected, now: now)
        return ((), actions)
      }
    } catch {
      applications[id] = nil
      throw error
    }
    remember([.application(record(of: application, queue: queue))])
    announce(
      .applicationRegistered, application: application,
      "application \(id) (\(application.registration.name)) of user \(userID) registered in queue \(queue)")
  }

  func welcome(_ application: RegisteredApplication) -> Registered {
    let executor = configuration.executor
    return Registered(
      application: application.id.rawValue, secret: application.registration.secret, scratch: application.scratch,
      capacity: allocator.capacity, outOfMemoryGrowth: executor.outOfMemoryGrowth,
      outOfMemoryCapBytes: executor.outOfMemoryCap.resolved(of: allocator.capacity.memoryBytes))
  }

  /// What finds a process again; nothing where /proc tells nothing.
  func processChange(
    _ id: ApplicationID, _ executor: ExecutorID?, _ processID: pid_t, cgroup: String?
  ) -> [StoreChange] {
    guard let record = try? ProcessIdentityRecord(of: processID, cgroup: cgroup) else { return [] }
    return [processChange(id, executor, record)]
  }

  func processChange(_ id: ApplicationID, _ executor: ExecutorID?, _ record: ProcessIdentityRecord) -> StoreChange {
    .putProcess(StoredProcess(application: id, executor: executor, record: record, startedAt: now))
  }

  func applicationToActOn(_ number: Int, for rights: CallerRights) throws(ManagerError) -> RegisteredApplication {
    guard let application = applications[ApplicationID(number)] else {
      throw .noSuchApplication(application: number)
    }
    guard rights.mayAct(onApplicationOf: application.userID) else { throw .service(.permissionDenied) }
    return application
  }
}
