package import CroftProtocol

/// A standard type with a codec of its own.
protocol DirectRecord {
  static func makeCodec() throws -> AnyRecordCodec
}

extension DirectRecord {
  /// A codec from two functions on values.
  static func codec(
    encode: @escaping (Self, inout ByteWriter) -> Void,
    decode: @escaping (inout ByteReader) throws -> Self,
    canonical: ((Self, inout ByteWriter) -> Void)? = nil
  ) -> AnyRecordCodec {
    AnyRecordCodec(
      encode: { pointer, writer in encode(pointer.assumingMemoryBound(to: Self.self).pointee, &writer) },
      decode: { reader, pointer in
        pointer.initializeMemory(as: Self.self, to: try decode(&reader))
      },
      encodeCanonically: canonical.map { canonical in
        { pointer, writer in canonical(pointer.assumingMemoryBound(to: Self.self).pointee, &writer) }
      })
  }
}

extension DirectRecord where Self: FixedWidthInteger & BitwiseCopyable {
  static func makeCodec() -> AnyRecordCodec {
    codec(encode: { $1.append($0) }, decode: { try $0.read(Self.self) })
  }
}

extension Int8: DirectRecord {}
extension Int16: DirectRecord {}
extension Int32: DirectRecord {}
extension UInt8: DirectRecord {}
extension UInt16: DirectRecord {}
extension UInt32: DirectRecord {}
extension UInt64: DirectRecord {}
extension UInt: DirectRecord {}
extension Int64: DirectRecord {}
extension Int128: DirectRecord {}
extension UInt128: DirectRecord {}

extension Int: DirectRecord {
  /// Most integers are small: the sign goes to the lowest bit, so that small ones of either sign take one byte.
  static func makeCodec() -> AnyRecordCodec {
    codec(
      encode: { value, writer in writer.appendVariable(UInt64(bitPattern: Int64((value << 1) ^ (value >> 63)))) },
      decode: { reader in
        let folded = try reader.readVariable()
        return Int(truncatingIfNeeded: folded >> 1) ^ -Int(truncatingIfNeeded: folded & 1)
      })
  }
}

extension Bool: DirectRecord {
  static func makeCodec() -> AnyRecordCodec {
    codec(encode: { $1.append(UInt8($0 ? 1 : 0)) }, decode: { try $0.read(UInt8.self) != 0 })
  }
}

extension Double: DirectRecord {
  static func makeCodec() -> AnyRecordCodec {
    codec(
      encode: { $1.append($0.bitPattern) },
      decode: { Double(bitPattern: try $0.read(UInt64.self)) },
      canonical: { $1.append(($0 == 0 ? 0 : $0).bitPattern) })
  }
}

extension Float: DirectRecord {
  static func makeCodec() -> AnyRecordCodec {
    codec(
      encode: { $1.append($0.bitPattern) },
      decode: { Float(bitPattern: try $0.read(UInt32.self)) },
      canonical: { $1.append(($0 == 0 ? 0 : $0).bitPattern) })
  }
}

extension String: DirectRecord {
  static func makeCodec() -> AnyRecordCodec {
    codec(
      encode: { $1.appendCounted($0) },
      decode: { String(decoding: try $0.readCounted(), as: UTF8.self) },
      canonical: { $1.appendCanonical($0) })
  }
}

extension Text: DirectRecord {
  static func makeCodec() -> AnyRecordCodec {
    codec(encode: { text, writer in text.write(to: &writer) }, decode: { try Text.read(from: &$0) })
  }
}

/// Within a `Codable` value too a text is its bytes, in one piece.
extension Text: BinaryPrimitive {
  package func write(to writer: inout ByteWriter) { withUnsafeBytes { writer.appendCounted($0) } }

  /// A view of the block where the block has an owner to keep it alive, else a copy.
  package static func read(from reader: inout ByteReader) throws -> Text {
    let bytes = try reader.readCounted()
    guard let start = bytes.baseAddress, reader.owner != nil else { return Text(bytes: bytes) }
    return Text(start: start.assumingMemoryBound(to: UInt8.self), count: bytes.count, owner: reader.owner)
  }
}
