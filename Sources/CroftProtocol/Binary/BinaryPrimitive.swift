/// A value that the binary coder writes as its own bytes instead of asking it to encode itself.
package protocol BinaryPrimitive {
  func write(to writer: inout ByteWriter)
  /// Writes the same bytes for equal values.
  func writeCanonically(to writer: inout ByteWriter)
  static func read(from reader: inout ByteReader) throws -> Self
}

extension BinaryPrimitive {
  package func writeCanonically(to writer: inout ByteWriter) { write(to: &writer) }
}

extension BinaryPrimitive where Self: FixedWidthInteger & BitwiseCopyable {
  package func write(to writer: inout ByteWriter) { writer.append(self) }
  package static func read(from reader: inout ByteReader) throws -> Self { try reader.read(Self.self) }
}

extension Int: BinaryPrimitive {}
extension Int8: BinaryPrimitive {}
extension Int16: BinaryPrimitive {}
extension Int32: BinaryPrimitive {}
extension Int64: BinaryPrimitive {}
extension UInt: BinaryPrimitive {}
extension UInt8: BinaryPrimitive {}
extension UInt16: BinaryPrimitive {}
extension UInt32: BinaryPrimitive {}
extension UInt64: BinaryPrimitive {}
extension Int128: BinaryPrimitive {}
extension UInt128: BinaryPrimitive {}

extension Bool: BinaryPrimitive {
  package func write(to writer: inout ByteWriter) { writer.append(UInt8(self ? 1 : 0)) }
  package static func read(from reader: inout ByteReader) throws -> Bool { try reader.read(UInt8.self) != 0 }
}

extension Float: BinaryPrimitive {
  package func write(to writer: inout ByteWriter) { writer.append(bitPattern) }
  package func writeCanonically(to writer: inout ByteWriter) { writer.append((self == 0 ? 0 : self).bitPattern) }
  package static func read(from reader: inout ByteReader) throws -> Float {
    Float(bitPattern: try reader.read(UInt32.self))
  }
}

extension Double: BinaryPrimitive {
  package func write(to writer: inout ByteWriter) { writer.append(bitPattern) }
  package func writeCanonically(to writer: inout ByteWriter) { writer.append((self == 0 ? 0 : self).bitPattern) }
  package static func read(from reader: inout ByteReader) throws -> Double {
    Double(bitPattern: try reader.read(UInt64.self))
  }
}

extension String: BinaryPrimitive {
  package func write(to writer: inout ByteWriter) { writer.appendCounted(self) }
  package func writeCanonically(to writer: inout ByteWriter) { writer.appendCanonical(self) }
  package static func read(from reader: inout ByteReader) throws -> String { try reader.readString() }
}

/// A coding key made from a name or an index, for paths in errors and for `super`.
struct BinaryKey: CodingKey {
  static let superKey = BinaryKey(stringValue: "super")
  let stringValue: String
  let intValue: Int?

  init(stringValue: String) {
    self.stringValue = stringValue
    self.intValue = nil
  }

  init(intValue: Int) {
    self.stringValue = "[\(intValue)]"
    self.intValue = intValue
  }
}
