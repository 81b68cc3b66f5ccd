/// The errors that every Varlink service knows (org.varlink.service).
package enum VarlinkServiceError: Error, Equatable, Sendable {
  case interfaceNotFound(interface: String)
  case methodNotFound(method: String)
  case invalidParameter(parameter: String)
  case permissionDenied
  case expectedMore

  static let prefix = "org.varlink.service."

  package var reply: VarlinkReply {
    switch self {
    case .interfaceNotFound(let name): Self.reply("InterfaceNotFound", ["interface": .string(name)])
    case .methodNotFound(let name): Self.reply("MethodNotFound", ["method": .string(name)])
    case .invalidParameter(let name): Self.reply("InvalidParameter", ["parameter": .string(name)])
    case .permissionDenied: Self.reply("PermissionDenied", .emptyObject)
    case .expectedMore: Self.reply("ExpectedMore", .emptyObject)
    }
  }

  /// nil when the reply isn't one of these errors.
  package init?(reply: VarlinkReply) {
    guard let error = reply.error, error.hasPrefix(Self.prefix) else { return nil }
    func text(_ name: String) -> String {
      guard case .string(let text)? = reply.parameters[name] else { return "" }
      return text
    }
    switch error.dropFirst(Self.prefix.count) {
    case "InterfaceNotFound": self = .interfaceNotFound(interface: text("interface"))
    case "MethodNotFound": self = .methodNotFound(method: text("method"))
    case "InvalidParameter": self = .invalidParameter(parameter: text("parameter"))
    case "PermissionDenied": self = .permissionDenied
    case "ExpectedMore": self = .expectedMore
    default: return nil
    }
  }

  private static func reply(_ name: String, _ parameters: JSONValue) -> VarlinkReply {
    VarlinkReply(parameters: parameters, error: prefix + name)
  }
}

extension VarlinkServiceError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .interfaceNotFound(let name): "the service has no interface \(name)"
    case .methodNotFound(let name): "the service has no method \(name); it may be an older version"
    case .invalidParameter(let name): "the parameter \(name) is missing or not valid"
    case .permissionDenied: "permission denied: this user may not do that"
    case .expectedMore: "the call must be made with \"more\""
    }
  }
}
