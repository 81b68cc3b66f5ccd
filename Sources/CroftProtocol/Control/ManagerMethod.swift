/// A method of `io.croft.Manager`: the value is the call's parameters.
package protocol ManagerMethod: Codable, Sendable {
  associatedtype Reply: Codable, Sendable

  /// Fully qualified: `io.croft.Manager.GetStatus`.
  static var name: String { get }
}

extension ManagerMethod {
  /// The call as it goes over the socket. `more` asks for a stream of replies.
  package func call(more: Bool = false) throws(JSONShapeError) -> VarlinkCall {
    VarlinkCall(method: Self.name, parameters: try JSONValue(encoding: self), more: more)
  }
}

/// The reply of a method that returns nothing.
package struct EmptyReply: Codable, Sendable, Equatable {
  package init() {}
}
