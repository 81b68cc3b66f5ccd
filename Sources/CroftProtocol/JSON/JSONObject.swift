/// The members of a JSON object, in the order in which their names first appeared.
///
/// The order is kept for people who read the text; equality ignores it, as JSON does.
package struct JSONObject: Sendable, Equatable {
  package private(set) var names: [String] = []
  private var values: [String: JSONValue] = [:]

  package init() {}

  /// The last value wins where a name comes twice.
  package init(_ members: some Sequence<(String, JSONValue)>) {
    for (name, value) in members { self[name] = value }
  }

  package var count: Int { names.count }
  package var isEmpty: Bool { names.isEmpty }

  package subscript(name: String) -> JSONValue? {
    get { values[name] }
    set {
      guard let newValue else {
        if values.removeValue(forKey: name) != nil { names.removeAll { $0 == name } }
        return
      }
      if values.updateValue(newValue, forKey: name) == nil { names.append(name) }
    }
  }

  /// The members in order.
  package var members: [(name: String, value: JSONValue)] {
    names.map { (name: $0, value: values[$0] ?? .null) }
  }

  package static func == (left: JSONObject, right: JSONObject) -> Bool { left.values == right.values }
}
