/// A type with a JSON form of its own. The Codable bridge asks for it before it lets a type code itself,
/// because the standard library's numbers, strings and booleans would only ask the bridge back.
protocol JSONScalar {
  /// nil when JSON can't hold the value exactly.
  var jsonValue: JSONValue? { get }
  init?(jsonValue: JSONValue)
  /// In words, for an error message.
  static var jsonKind: String { get }
}

extension Bool: JSONScalar {
  var jsonValue: JSONValue? { .bool(self) }
  init?(jsonValue: JSONValue) {
    guard case .bool(let value) = jsonValue else { return nil }
    self = value
  }
  static var jsonKind: String { "a boolean" }
}

extension String: JSONScalar {
  var jsonValue: JSONValue? { .string(self) }
  init?(jsonValue: JSONValue) {
    guard case .string(let value) = jsonValue else { return nil }
    self = value
  }
  static var jsonKind: String { "a string" }
}

extension JSONScalar where Self: BinaryFloatingPoint {
  var jsonValue: JSONValue? { isFinite ? .number(Double(self)) : nil }
  init?(jsonValue: JSONValue) {
    switch jsonValue {
    case .number(let value): self = Self(value)
    case .integer(let value): self = Self(value)
    default: return nil
    }
  }
  static var jsonKind: String { "a number" }
}

extension JSONScalar where Self: FixedWidthInteger {
  var jsonValue: JSONValue? { Int64(exactly: self).map { .integer($0) } }
  init?(jsonValue: JSONValue) {
    switch jsonValue {
    case .integer(let value): self.init(exactly: value)
    // A client in JavaScript may write 1e3 for 1000.
    case .number(let value): self.init(exactly: value)
    default: return nil
    }
  }
  static var jsonKind: String { "an integer from \(Self.min) to \(Self.max)" }
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
