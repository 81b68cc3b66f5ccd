import CroftLinux
import CroftProtocol
import Glibc

/// The methods that the manager answers, by name.
final class ControlService {
  private let manager: Manager
  let managerUserID: uid_t
  var isSystem: Bool { manager.settings.isSystem }

  /// Who answers what a process has sent before the manager acts on its end.
  var hearOut: Manager.HearOut {
    get { manager.hearOut }
    set { manager.hearOut = newValue }
  }

  init(manager: Manager, managerUserID: uid_t = geteuid()) {
    self.manager = manager
    self.managerUserID = managerUserID
  }

  /// Answers a call on the connection that it came on.
  func answer(_ call: VarlinkCall, on connection: ControlConnection) {
    if connection.onClose != nil {
      return connection.close(.fault("it called \(call.method) on the connection that streams its events"))
    }
    let reply: VarlinkReply?
    do throws(ManagerError) {
      reply = try self.reply(to: call, on: connection)
    } catch {
      reply = error.reply
    }
    if let reply, !call.oneway { connection.send(reply) }
  }

  /// nil when the method has sent its replies itself.
  private func reply(
    to call: VarlinkCall, on connection: ControlConnection
  ) throws(ManagerError) -> VarlinkReply? {
    let rights = rights(of: connection.peer)
    guard rights.mayLook else { throw .service(.permissionDenied) }
    guard !call.upgrade else { throw .service(.invalidParameter(parameter: "upgrade")) }
    if try stream(call, on: connection, rights) { return nil }
    if let reply = try answerQuestion(call, rights) { return reply }
    if let reply = try answerApplication(call, on: connection, rights) { return reply }
    if let reply = try administer(call, rights) { return reply }
    return try Introspection.reply(to: call)
  }

  private func rights(of peer: PeerCredentials) -> CallerRights {
    var rights = CallerRights(userID: peer.userID, managerUserID: managerUserID, isSystem: isSystem)
    if isSystem, let group = manager.configuration.manager.administratorsGroup?.id {
      rights.isAdministrator = peer.groupID == group || peer.supplementaryGroups.contains(group)
    }
    return rights
  }

  // MARK: - Methods that answer once

  /// What anybody may ask; nil for another method.
  private func answerQuestion(_ call: VarlinkCall, _ rights: CallerRights) throws(ManagerError) -> VarlinkReply? {
    let manager = manager
    switch call.method {
    case GetStatus.name: return try perform(GetStatus.self, call) { _ in manager.status() }
    case ListQueues.name: return try perform(ListQueues.self, call) { _ in manager.listQueues() }
    case GetConfiguration.name:
      return try perform(GetConfiguration.self, call) { _ in manager.listSettings() }
    case ListApplications.name:
      return try perform(ListApplications.self, call) { _ in manager.listApplications(for: rights) }
    case ListExecutors.name:
      return try perform(ListExecutors.self, call) { method throws(ManagerError) in
        try manager.listExecutors(of: method.application.map(ApplicationID.init), for: rights)
      }
    case Explain.name:
      return try perform(Explain.self, call) { method throws(ManagerError) in try manager.explain(method, for: rights) }
    case ListPastApplications.name:
      return try perform(ListPastApplications.self, call) { method throws(ManagerError) in
        try manager.listPastApplications(method, for: rights)
      }
    case ListPastExecutors.name:
      return try perform(ListPastExecutors.self, call) { method throws(ManagerError) in
        try manager.listPastExecutors(method, for: rights)
      }
    case ListJobs.name:
      return try perform(ListJobs.self, call) { method throws(ManagerError) in try manager.listJobs(method, for: rights)
      }
    case ListStages.name:
      return try perform(ListStages.self, call) { method throws(ManagerError) in
        try manager.listStages(method, for: rights)
      }
    case ListAttempts.name:
      return try perform(ListAttempts.self, call) { method throws(ManagerError) in
        try manager.listAttempts(method, for: rights)
      }
    case ListRunningAttempts.name:
      return try perform(ListRunningAttempts.self, call) { method throws(ManagerError) in
        try manager.listRunningAttempts(method, for: rights)
      }
    default: return nil
    }
  }

  /// What an application's user may have done to it; nil for another method.
  private func answerApplication(
    _ call: VarlinkCall, on connection: ControlConnection, _ rights: CallerRights
  ) throws(ManagerError) -> VarlinkReply? {
    let manager = manager
    switch call.method {
    case SubmitApplication.name: return try submit(call, on: connection, rights)
    case EndApplication.name:
      return try perform(EndApplication.self, call) { method throws(ManagerError) in
        try manager.endApplication(method, for: rights)
      }
    case HoldApplication.name:
      return try perform(HoldApplication.self, call) { method throws(ManagerError) in
        try manager.holdApplication(method, for: rights)
      }
    case RequestExecutors.name:
      return try perform(RequestExecutors.self, call) { method throws(ManagerError) in
        try manager.requestExecutors(method, for: rights)
      }
    case WithdrawRequest.name:
      return try perform(WithdrawRequest.self, call) { method throws(ManagerError) in
        try manager.withdrawRequest(method, for: rights)
      }
    case ReleaseExecutor.name:
      return try perform(ReleaseExecutor.self, call) { method throws(ManagerError) in
        try manager.releaseExecutor(method, for: rights)
      }
    case ReportHistory.name:
      return try perform(ReportHistory.self, call) { method throws(ManagerError) in
        try manager.reportHistory(method, for: rights)
      }
    default: return nil
    }
  }

  /// What administrators may do to the farm; nil for another method.
  private func administer(_ call: VarlinkCall, _ rights: CallerRights) throws(ManagerError) -> VarlinkReply? {
    let manager = manager
    guard [Reload.name, Scale.name, Drain.name, Stop.name].contains(call.method) else { return nil }
    guard rights.mayAdminister else { throw .service(.permissionDenied) }
    switch call.method {
    case Reload.name: return try perform(Reload.self, call) { _ in Reload.Reply(warnings: manager.reload()) }
    case Scale.name:
      return try perform(Scale.self, call) { method throws(ManagerError) in try manager.scale(method) }
    case Drain.name: return try perform(Drain.self, call) { method in manager.drain(method) }
    default:
      return try perform(Stop.self, call) { method throws(ManagerError) in
        // The caller is to hear that it was done before the socket goes.
        try manager.stopSoon(method.mode, timeoutMilliseconds: method.timeoutMilliseconds)
        return EmptyReply()
      }
    }
  }

  private func perform<Method: ManagerMethod>(
    _ type: Method.Type, _ call: VarlinkCall, body: (Method) throws(ManagerError) -> Method.Reply
  ) throws(ManagerError) -> VarlinkReply {
    let reply = try body(try Self.decode(type, call))
    return VarlinkReply(parameters: try Self.encode(reply))
  }

  static func decode<Parameters: Decodable>(
    _ type: Parameters.Type, _ call: VarlinkCall
  ) throws(ManagerError) -> Parameters {
    do {
      return try call.parameters.decoded(as: type)
    } catch {
      throw .service(.invalidParameter(parameter: error.path.isEmpty ? "parameters" : error.path))
    }
  }

  static func encode(_ value: some Encodable) throws(ManagerError) -> JSONValue {
    do {
      return try JSONValue(encoding: value)
    } catch {
      throw .failed(reason: "a reply has no JSON form: \(error)")
    }
  }

  // MARK: - Methods that answer again and again

  /// The connection becomes a stream of events, if the method is one of those.
  private func stream(
    _ call: VarlinkCall, on connection: ControlConnection, _ rights: CallerRights
  ) throws(ManagerError) -> Bool {
    guard [RegisterApplication.name, ResumeApplication.name, Monitor.name].contains(call.method) else { return false }
    guard call.more, !call.oneway else {
      _ = connection.takeDescriptors()
      throw .service(.expectedMore)
    }
    switch call.method {
    case RegisterApplication.name: try register(call, on: connection, rights)
    case ResumeApplication.name: try resume(call, on: connection, rights)
    default: try monitor(call, on: connection, rights)
    }
    return true
  }

  /// The connection becomes the application's stream of events, and its life.
  private func register(
    _ call: VarlinkCall, on connection: ControlConnection, _ rights: CallerRights
  ) throws(ManagerError) {
    let descriptors = connection.takeDescriptors()
    guard rights.mayRun else { throw .service(.permissionDenied) }
    try RegistrationBounds.check(call.parameters, kept: keptBytes(ofUser: connection.peer.userID))
    let parameters = try Self.decode(RegisterApplication.self, call)
    let image = try Self.image(parameters.image, of: descriptors)
    let stream = Self.eventStream(on: connection)
    let id = try manager.register(parameters, image: image, peer: connection.peer, stream: stream)
    connection.onClose = { [manager] in manager.disconnected(id, stream) }
  }

  private func resume(
    _ call: VarlinkCall, on connection: ControlConnection, _ rights: CallerRights
  ) throws(ManagerError) {
    let descriptors = connection.takeDescriptors()
    guard rights.mayRun else { throw .service(.permissionDenied) }
    let parameters = try Self.decode(ResumeApplication.self, call)
    let image = try Self.image(parameters.image, of: descriptors)
    let stream = Self.eventStream(on: connection)
    try manager.resume(parameters, image: image, peer: connection.peer, stream: stream)
    connection.onClose = { [manager] in manager.disconnected(ApplicationID(parameters.application), stream) }
  }

  private func monitor(
    _ call: VarlinkCall, on connection: ControlConnection, _ rights: CallerRights
  ) throws(ManagerError) {
    let parameters = try Self.decode(Monitor.self, call)
    if let application = parameters.application { _ = try manager.applicationToSee(application, for: rights) }
    let send = { [weak connection] (event: FarmEvent) in
      guard let connection, let parameters = try? Self.encode(event) else { return }
      connection.send(VarlinkReply(parameters: parameters, continues: true))
    }
    send(FarmEvent(time: manager.now, kind: .began, application: parameters.application, message: "watching"))
    connection.onClose = manager.feed.add(rights, application: parameters.application, send: send)
  }

  private static func eventStream(on connection: ControlConnection) -> EventStream {
    EventStream { [weak connection] event, descriptors in
      guard let connection, let parameters = try? Self.encode(event) else { return }
      connection.send(VarlinkReply(parameters: parameters, continues: true), descriptors: descriptors)
    }
  }

  // MARK: - What comes beside a call

  private func submit(
    _ call: VarlinkCall, on connection: ControlConnection, _ rights: CallerRights
  ) throws(ManagerError) -> VarlinkReply {
    let descriptors = connection.takeDescriptors()
    guard rights.mayRun else { throw .service(.permissionDenied) }
    try RegistrationBounds.check(call.parameters, kept: keptBytes(ofUser: connection.peer.userID), isSubmission: true)
    let parameters = try Self.decode(SubmitApplication.self, call)
    let image = try Self.image(parameters.image, of: descriptors)
    return VarlinkReply(parameters: try Self.encode(manager.submit(parameters, image: image, peer: connection.peer)))
  }

  private static func image(
    _ index: Int, of descriptors: [FileDescriptor]
  ) throws(ManagerError) -> FileDescriptor {
    guard descriptors.indices.contains(index) else { throw .service(.invalidParameter(parameter: "image")) }
    return descriptors[index]
  }

  /// What the manager keeps of a user's registrations.
  private func keptBytes(ofUser userID: uid_t) -> Int {
    manager.applications.values.filter { $0.userID == userID }.reduce(0) { sum, application in
      sum + RegistrationBounds.byteCount(application.registration.environment)
        + RegistrationBounds.byteCount(application.detachment?.stored.arguments ?? [])
    }
  }
}
