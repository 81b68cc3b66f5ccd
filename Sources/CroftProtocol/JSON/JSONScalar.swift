/// A type with a JSON form of its own. The Codable bridge asks for it before it lets a type code itself,
/// because the standard library's numbers, strings and booleans would only ask the bridge back.
package protocol JSONScalar {
  /// nil when JSON can't hold the value exactly.
  var jsonValue: JSONValue? { get }
  init?(jsonValue: JSONValue)
  /// In words, for an error message.
  static var jsonKind: String { get }
}

extension Bool: JSONScalar {
  package var jsonValue: JSONValue? { .bool(self) }
  package init?(jsonValue: JSONValue) {
    guard case .bool(let value) = jsonValue else { return nil }
    self = value
  }
  package static var jsonKind: String { "a boolean" }
}

extension String: JSONScalar {
  package var jsonValue: JSONValue? { .string(self) }
  package init?(jsonValue: JSONValue) {
    guard case .string(let value) = jsonValue else { return nil }
    self = value
  }
  package static var jsonKind: String { "a string" }
}

extension JSONScalar where Self: BinaryFloatingPoint {
  package var jsonValue: JSONValue? { isFinite ? .number(Double(self)) : nil }
  package init?(jsonValue: JSONValue) {
    switch jsonValue {
    case .number(let value): self = Self(value)
    case .integer(let value): self = Self(value)
    default: return nil
    }
  }
  package static var jsonKind: String { "a number" }
}

extension JSONScalar where Self: FixedWidthInteger {
  package var jsonValue: JSONValue? { Int64(exactly: self).map { .integer($0) } }
  package init?(jsonValue: JSONValue) {
    switch jsonValue {
    case .integer(let value): self.init(exactly: value)
    // A client in JavaScript may write 1e3 for 1000.
    case .number(let value): self.init(exactly: value)
    default: return nil
    }
  }
  package static var jsonKind: String { "an integer from \(Self.min) to \(Self.max)" }
}

extension Double: JSONScalar {}
extension Float: JSONScalar {}
extension Int: JSONScalar {}
extension Int8: JSONScalar {}
extension Int16: JSONScalar {}
extension Int32: JSONScalar {}
extension Int64: JSONScalar {}
extension UInt: JSONScalar {}
extension UInt8: JSONScalar {}
extension UInt16: JSONScalar {}
extension UInt32: JSONScalar {}
extension UInt64: JSONScalar {}
