public import CroftProtocol

/// A codec for values whose type is known only at run time; works on the memory that holds them.
///
/// Unchecked, because its closures depend on nothing but a type: they capture metatypes and other codecs, all
/// constants.
@usableFromInline
package struct AnyRecordCodec: @unchecked Sendable {
  @usableFromInline
  package typealias Encode = (UnsafeRawPointer, inout ByteWriter) throws -> Void
  @usableFromInline
  package typealias Decode = (inout ByteReader, UnsafeMutableRawPointer) throws -> Void

  /// Writes the value at the pointer.
  @usableFromInline package let encode: Encode
  /// Initialises the memory at the pointer with the next value.
  @usableFromInline package let decode: Decode
  /// Writes bytes that are equal for equal values, where those of `encode` need not be: 0.0 and -0.0, a string in two
  /// normal forms, a set in two orders. Nil where `encode` does so itself.
  package let encodeCanonically: Encode?

  package init(
    encode: @escaping Encode, decode: @escaping Decode, encodeCanonically: Encode? = nil
  ) {
    self.encode = encode
    self.decode = decode
    self.encodeCanonically = encodeCanonically
  }

  /// Stands in where there is no codec; every use of it throws `problem`.
  init(failingWith problem: any Error) {
    self.init(encode: { _, _ in throw problem }, decode: { _, _ in throw problem })
  }

  /// The canonical writer, whichever it is.
  var canonical: Encode { encodeCanonically ?? encode }

  /// The codec for a type.
  ///
  /// - Throws: `UnsupportedRecord`.
  package static func of(_ type: Any.Type) throws -> AnyRecordCodec {
    if let direct = type as? any DirectRecord.Type { return try direct.makeCodec() }
    if let layout = TupleLayout(of: type) { return layout.elements.isEmpty ? nothing : try tuple(layout) }
    if let codable = type as? any (Decodable & Encodable).Type { return through(codable) }
    throw UnsupportedRecord(typeName: _typeName(type, qualified: false))
  }

  /// The codec of `Void`: one byte, because a reader goes on to the end of the bytes and a count is checked against how
  /// many are left. So no record is empty.
  private static let nothing = AnyRecordCodec(
    encode: { _, writer in writer.append(UInt8(0)) },
    decode: { reader, _ in _ = try reader.read(UInt8.self) })

  private static func tuple(_ layout: TupleLayout) throws -> AnyRecordCodec {
    let fields = try layout.elements.map { (codec: try of($0.type), offset: $0.offset) }
    let needsCanonicalForm = fields.contains { $0.codec.encodeCanonically != nil }
    let encodeCanonically: AnyRecordCodec.Encode = { pointer, writer in
      for field in fields { try field.codec.canonical(pointer + field.offset, &writer) }
    }
    return AnyRecordCodec(
      encode: { pointer, writer in
        for field in fields { try field.codec.encode(pointer + field.offset, &writer) }
      },
      decode: { reader, pointer in
        var done = 0
        do {
          for field in fields {
            try field.codec.decode(&reader, pointer + field.offset)
            done += 1
          }
        } catch {
          for element in layout.elements[..<done] { element.destroy(pointer + element.offset) }
          throw error
        }
      },
      encodeCanonically: needsCanonicalForm ? encodeCanonically : nil)
  }

  private static func through<Value: Decodable & Encodable>(_ type: Value.Type) -> AnyRecordCodec {
    AnyRecordCodec(
      encode: { pointer, writer in
        writer.appendCounted(try BinaryEncoder.encode(pointer.assumingMemoryBound(to: type).pointee))
      },
      decode: { reader, pointer in
        let value = try BinaryDecoder.decode(type, from: try reader.readCounted())
        pointer.initializeMemory(as: type, to: value)
      },
      encodeCanonically: { pointer, writer in
        writer.append(try BinaryEncoder.encodeCanonically(pointer.assumingMemoryBound(to: type).pointee))
      })
  }
}

/// A type that can't cross from one process to another.
package struct UnsupportedRecord: Error, Sendable, Equatable, CustomStringConvertible {
  package let typeName: String

  package var description: String {
    "values of type \(typeName) cannot be sent between processes: make \(typeName) Codable"
  }
}
