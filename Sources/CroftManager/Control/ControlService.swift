import CroftLinux
import CroftProtocol
import Glibc

/// The methods that the manager answers, by name.
final class ControlService {
  private let manager: Manager
  let managerUserID: uid_t

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
    let rights = CallerRights(userID: connection.peer.userID, managerUserID: managerUserID)
    guard rights.mayLook else { throw .service(.permissionDenied) }
    guard !call.upgrade else { throw .service(.invalidParameter(parameter: "upgrade")) }
    switch call.method {
    case GetStatus.name: return try perform(GetStatus.self, call) { _ in manager.status() }
    case ListApplications.name:
      return try perform(ListApplications.self, call) { _ in manager.listApplications(for: rights) }
    case ListExecutors.name:
      return try perform(ListExecutors.self, call) { method throws(ManagerError) in
        try manager.listExecutors(of: method.application.map(ApplicationID.init), for: rights)
      }
    case RegisterApplication.name:
      try register(call, on: connection, rights)
      return nil
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
    default: return try Introspection.reply(to: call)
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

  /// The connection becomes the application's stream of events, and its life.
  private func register(
    _ call: VarlinkCall, on connection: ControlConnection, _ rights: CallerRights
  ) throws(ManagerError) {
    let descriptors = connection.takeDescriptors()
    guard call.more, !call.oneway else { throw .service(.expectedMore) }
    guard rights.mayRun else { throw .service(.permissionDenied) }
    try RegistrationBounds.check(call.parameters, kept: environmentBytes(ofUser: connection.peer.userID))
    let parameters = try Self.decode(RegisterApplication.self, call)
    guard descriptors.indices.contains(parameters.image) else {
      throw .service(.invalidParameter(parameter: "image"))
    }
    let manager = manager
    let id = try manager.register(parameters, image: descriptors[parameters.image], peer: connection.peer) {
      [weak connection] event, descriptors in
      guard let connection, let parameters = try? Self.encode(event) else { return }
      connection.send(VarlinkReply(parameters: parameters, continues: true), descriptors: descriptors)
    }
    connection.onClose = { manager.applicationEnded(id, because: "its connection closed") }
  }

  private func environmentBytes(ofUser userID: uid_t) -> Int {
    manager.applications.values.filter { $0.peer.userID == userID }
      .reduce(0) { $0 + RegistrationBounds.byteCount($1.launch.environment) }
  }
}
