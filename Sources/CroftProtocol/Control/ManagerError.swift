/// An error that the manager answers a call with.
package enum ManagerError: Error, Equatable, Sendable {
  case neverFits(NeverFits)
  case noSuchApplication(application: Int)
  case noSuchExecutor(executor: Int)
  case noSuchRequest(request: Int)
  case noSuchQueue(queue: String)
  /// No new applications are taken.
  case draining
  case stopping
  /// The configuration that was asked for has these faults.
  case badConfiguration(problems: [String])
  case tooMany(what: String, limit: Int)
  /// The manager is configured not to do that for this caller.
  case refused(reason: String)
  /// The manager itself failed, such as on a full disk.
  case failed(reason: String)
  /// One of the errors that every Varlink service knows.
  case service(VarlinkServiceError)
  /// An error that this version doesn't know: a newer manager's.
  case unknown(name: String, parameters: JSONValue)

  package struct NeverFits: Codable, Equatable, Sendable {
    package var asked: Resources
    package var capacity: Resources
    package var reason: String

    package init(asked: Resources, capacity: Resources, reason: String) {
      self.asked = asked
      self.capacity = capacity
      self.reason = reason
    }
  }
}

extension ManagerError {
  private static let prefix = ManagerInterface.name + "."

  /// The error as a reply.
  package var reply: VarlinkReply {
    switch self {
    case .neverFits(let error):
      let parameters = try? JSONValue(encoding: error)
      return Self.reply("NeverFits", parameters ?? .emptyObject)
    case .noSuchApplication(let id): return Self.reply("NoSuchApplication", ["application": .integer(Int64(id))])
    case .noSuchExecutor(let id): return Self.reply("NoSuchExecutor", ["executor": .integer(Int64(id))])
    case .noSuchRequest(let id): return Self.reply("NoSuchRequest", ["request": .integer(Int64(id))])
    case .noSuchQueue(let queue): return Self.reply("NoSuchQueue", ["queue": .string(queue)])
    case .draining: return Self.reply("Draining", .emptyObject)
    case .stopping: return Self.reply("Stopping", .emptyObject)
    case .badConfiguration(let problems):
      return Self.reply("BadConfiguration", ["problems": .array(problems.map { .string($0) })])
    case .tooMany(let what, let limit):
      return Self.reply("TooMany", ["what": .string(what), "limit": .integer(Int64(limit))])
    case .refused(let reason): return Self.reply("Refused", ["reason": .string(reason)])
    case .failed(let reason): return Self.reply("Failed", ["reason": .string(reason)])
    case .service(let error): return error.reply
    case .unknown(let name, let parameters): return VarlinkReply(parameters: parameters, error: name)
    }
  }

  /// nil when the reply isn't an error.
  package init?(reply: VarlinkReply) {
    guard let name = reply.error else { return nil }
    self =
      Self.ours(name, reply.parameters)
      ?? VarlinkServiceError(reply: reply).map { .service($0) }
      ?? .unknown(name: name, parameters: reply.parameters)
  }

  private static func ours(_ name: String, _ parameters: JSONValue) -> ManagerError? {
    guard name.hasPrefix(prefix) else { return nil }
    func integer(_ member: String) -> Int? { try? parameters[member]?.decoded(as: Int.self) }
    switch name.dropFirst(prefix.count) {
    case "NeverFits": return (try? parameters.decoded(as: NeverFits.self)).map { .neverFits($0) }
    case "NoSuchApplication": return integer("application").map { .noSuchApplication(application: $0) }
    case "NoSuchExecutor": return integer("executor").map { .noSuchExecutor(executor: $0) }
    case "NoSuchRequest": return integer("request").map { .noSuchRequest(request: $0) }
    case "NoSuchQueue": return (try? parameters["queue"]?.decoded(as: String.self)).map { .noSuchQueue(queue: $0) }
    case "Draining": return .draining
    case "Stopping": return .stopping
    case "BadConfiguration":
      return (try? parameters["problems"]?.decoded(as: [String].self)).map { .badConfiguration(problems: $0) }
    case "TooMany":
      guard case .string(let what)? = parameters["what"], let limit = integer("limit") else { return nil }
      return .tooMany(what: what, limit: limit)
    case "Refused": return (try? parameters["reason"]?.decoded(as: String.self)).map { .refused(reason: $0) }
    case "Failed":
      guard case .string(let reason)? = parameters["reason"] else { return nil }
      return .failed(reason: reason)
    default: return nil
    }
  }

  private static func reply(_ name: String, _ parameters: JSONValue) -> VarlinkReply {
    VarlinkReply(parameters: parameters, error: prefix + name)
  }
}

extension ManagerError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .neverFits(let error):
      "an executor of \(error.asked) never fits into \(error.capacity): \(error.reason)"
    case .noSuchApplication(let id): "the manager knows no application \(id): it has ended, or never was"
    case .noSuchExecutor(let id): "the application has no executor \(id): it has ended, or never was"
    case .noSuchRequest(let id): "the application has no request \(id) that waits"
    case .noSuchQueue(let queue): "the manager has no queue \(queue): croft queues lists those there are"
    case .draining: "the manager takes no new applications at the moment: it is being drained"
    case .badConfiguration(let problems): problems.joined(separator: "; ")
    case .stopping: "the manager is shutting down: try again when it is back"
    case .tooMany(let what, let limit): "the manager takes no more than \(limit) \(what)"
    case .refused(let reason): reason
    case .failed(let reason): "the manager failed: \(reason)"
    case .service(let error): error.description
    case .unknown(let name, let parameters): "the manager answered with the error \(name) \(parameters.text())"
    }
  }
}
