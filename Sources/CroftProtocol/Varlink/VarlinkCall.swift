/// A method call (varlink.org, "Method Call").
package struct VarlinkCall: Sendable, Equatable {
  /// Fully qualified: `io.croft.Manager.GetStatus`.
  package var method: String
  /// Always an object: left out or null means the empty one.
  package var parameters: JSONValue
  /// The caller takes any number of replies, each but the last with `continues`.
  package var more: Bool
  /// The caller takes no reply.
  package var oneway: Bool
  /// The caller wants to leave Varlink after the reply.
  package var upgrade: Bool

  package init(
    method: String, parameters: JSONValue = .emptyObject, more: Bool = false, oneway: Bool = false,
    upgrade: Bool = false
  ) {
    self.method = method
    self.parameters = parameters
    self.more = more
    self.oneway = oneway
    self.upgrade = upgrade
  }

  package init(json: JSONValue) throws(JSONShapeError) {
    let wire = try json.decoded(as: Wire.self)
    self.init(
      method: wire.method, parameters: try parametersObject(wire.parameters), more: wire.more ?? false,
      oneway: wire.oneway ?? false, upgrade: wire.upgrade ?? false)
  }

  package var json: JSONValue {
    var object = JSONObject([("method", .string(method)), ("parameters", parameters)])
    // A flag that is false is left out, as every other implementation does.
    for (name, isSet) in [("more", more), ("oneway", oneway), ("upgrade", upgrade)] where isSet {
      object[name] = true
    }
    return .object(object)
  }

  /// The interface's and the method's own names, or nil when there is no dot between two names.
  package var qualifiedName: (interface: String, method: String)? {
    guard let dot = method.lastIndex(of: "."), dot != method.startIndex else { return nil }
    let name = method[method.index(after: dot)...]
    return name.isEmpty ? nil : (String(method[..<dot]), String(name))
  }

  private struct Wire: Decodable {
    let method: String
    let parameters: JSONValue?
    let more: Bool?
    let oneway: Bool?
    let upgrade: Bool?
  }
}

/// `parameters` may be absent, null or an object; anything else is an error.
func parametersObject(_ parameters: JSONValue?) throws(JSONShapeError) -> JSONValue {
  switch parameters {
  case nil, .null: return .emptyObject
  case .object?: return parameters ?? .emptyObject
  case let other?: throw JSONShapeError(path: "parameters", problem: "an object was expected, not \(other.kind)")
  }
}
