/// The answer to a call: parameters of the method, or an error's name and parameters (varlink.org, "Method Reply").
package struct VarlinkReply: Sendable, Equatable {
  package var parameters: JSONValue
  /// The error's fully qualified name.
  package var error: String?
  /// Further replies to the same call follow.
  package var continues: Bool

  package init(parameters: JSONValue = .emptyObject, error: String? = nil, continues: Bool = false) {
    self.parameters = parameters
    self.error = error
    self.continues = continues
  }

  package init(json: JSONValue) throws(JSONShapeError) {
    let wire = try json.decoded(as: Wire.self)
    self.init(
      parameters: try parametersObject(wire.parameters), error: wire.error, continues: wire.continues ?? false)
  }

  package var json: JSONValue {
    var object = JSONObject()
    if let error { object["error"] = .string(error) }
    object["parameters"] = parameters
    if continues { object["continues"] = true }
    return .object(object)
  }

  private struct Wire: Decodable {
    let parameters: JSONValue?
    let error: String?
    let continues: Bool?
  }
}
