/// A type that is one field of a record.
protocol CSVScalar {
  func write(to writer: inout CSVWriter) throws(CSVFormatError)
  /// nil for a field that holds something else.
  init?(csvField field: Text)
  /// In words, for an error message.
  static var csvKind: String { get }
}

extension String: CSVScalar {
  func write(to writer: inout CSVWriter) throws(CSVFormatError) { try writer.appendField(self) }
  init?(csvField field: Text) { self = String(field) }
  static var csvKind: String { "text" }
}

extension Text: CSVScalar {
  func write(to writer: inout CSVWriter) throws(CSVFormatError) {
    try withUnsafeBytes { (bytes) throws(CSVFormatError) in try writer.appendField(bytes) }
  }
  init?(csvField field: Text) { self = field }
  static var csvKind: String { "text" }
}

extension Bool: CSVScalar {
  func write(to writer: inout CSVWriter) throws(CSVFormatError) { try writer.appendField(self ? "true" : "false") }
  init?(csvField field: Text) {
    switch String(field).lowercased() {
    case "true", "1": self = true
    case "false", "0": self = false
    default: return nil
    }
  }
  static var csvKind: String { "true or false" }
}

extension Double: CSVScalar {
  func write(to writer: inout CSVWriter) throws(CSVFormatError) { try writer.appendField(description) }
  init?(csvField field: Text) { self.init(field) }
  static var csvKind: String { "a number" }
}

extension Float: CSVScalar {
  func write(to writer: inout CSVWriter) throws(CSVFormatError) { try writer.appendField(description) }
  /// Not by way of a double, which would round twice.
  init?(csvField field: Text) {
    guard let number = Double(field) else { return nil }
    self = Float(String(field)) ?? Float(number)
  }
  static var csvKind: String { "a number" }
}

extension CSVScalar where Self: FixedWidthInteger {
  func write(to writer: inout CSVWriter) throws(CSVFormatError) {
    if let value = Int64(exactly: self) { try writer.appendField(value) } else { try writer.appendField(description) }
  }
  init?(csvField field: Text) {
    if let number = Int(field) {
      self.init(exactly: number)
    } else {
      self.init(String(field), radix: 10)
    }
  }
  static var csvKind: String { "an integer from \(Self.min) to \(Self.max)" }
}

extension Int: CSVScalar {}
extension Int8: CSVScalar {}
extension Int16: CSVScalar {}
extension Int32: CSVScalar {}
extension Int64: CSVScalar {}
extension Int128: CSVScalar {}
extension UInt: CSVScalar {}
extension UInt8: CSVScalar {}
extension UInt16: CSVScalar {}
extension UInt32: CSVScalar {}
extension UInt64: CSVScalar {}
extension UInt128: CSVScalar {}
