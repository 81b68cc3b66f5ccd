public import CroftProtocol

/// How the values of one type lie in the blocks of a shuffle or a spill file.
///
/// Numbers, and tuples of numbers, are copied as they lie in memory, and texts as a length and their bytes, both
/// without a call for each field. A block is read on the machine and by the image that wrote it, so layouts are the
/// same. Everything else goes through its `AnyRecordCodec`.
@usableFromInline
struct RecordFormat<Value>: Sendable {
  @usableFromInline let codec: AnyRecordCodec
  /// Whether a value is copied as it lies in memory.
  @usableFromInline let isPlain: Bool

  /// - Throws: `UnsupportedRecord` when there is no way to write a part of `Value`.
  init() throws {
    codec = try AnyRecordCodec.of(Value.self)
    isPlain = PlainTypes.contains(Value.self)
  }

  /// Stands in where there is no format; every use of it throws `problem`.
  init(failingWith problem: any Error) {
    codec = AnyRecordCodec(failingWith: problem)
    isPlain = false
  }

  /// The first half of the condition is settled when a call is specialised.
  @inlinable
  var isCopied: Bool { _isPOD(Value.self) && isPlain }

  @inlinable
  func write(_ value: Value, to writer: inout ByteWriter) throws {
    if Value.self == Text.self {
      let text = unsafeBitCast(value, to: Text.self)
      writer.appendCounted(UnsafeRawBufferPointer(start: text.start, count: text.count))
      withExtendedLifetime(text) {}
    } else if isCopied {
      withUnsafePointer(to: value) {
        writer.append(UnsafeRawBufferPointer(start: $0, count: MemoryLayout<Value>.size))
      }
    } else {
      try withUnsafePointer(to: value) { try codec.encode(UnsafeRawPointer($0), &writer) }
    }
  }

  /// A text is a view of the block where the block has an owner to keep it alive, else a copy.
  @inlinable
  func read(from reader: inout ByteReader) throws -> Value {
    if isCopied {
      let bytes = try reader.readBytes(count: MemoryLayout<Value>.size)
      return UnsafeRawPointer(bytes.baseAddress!).loadUnaligned(as: Value.self)
    }
    if Value.self == Text.self, let owner = reader.owner {
      let bytes = try reader.readCounted()
      let start = bytes.baseAddress!.assumingMemoryBound(to: UInt8.self)
      return unsafeBitCast(Text(start: start, count: bytes.count, owner: owner), to: Value.self)
    }
    return try withUnsafeTemporaryAllocation(of: Value.self, capacity: 1) { room in
      try codec.decode(&reader, UnsafeMutableRawPointer(room.baseAddress!))
      return room.moveElement(from: 0)
    }
  }
}

/// Types whose bytes in memory are all there is to them.
enum PlainTypes {
  private static let scalars: Set<ObjectIdentifier> = [
    ObjectIdentifier(Int.self), ObjectIdentifier(UInt.self), ObjectIdentifier(Int8.self), ObjectIdentifier(UInt8.self),
    ObjectIdentifier(Int16.self), ObjectIdentifier(UInt16.self), ObjectIdentifier(Int32.self),
    ObjectIdentifier(UInt32.self), ObjectIdentifier(Int64.self), ObjectIdentifier(UInt64.self),
    ObjectIdentifier(Double.self), ObjectIdentifier(Float.self),
  ]

  /// True for numbers of the standard library and for tuples of them, whatever lies between a tuple's fields. Not for a
  /// struct of the user's, whose `Codable` may do more than copy, and not for `Void`, because no record is empty.
  static func contains(_ type: Any.Type) -> Bool {
    if scalars.contains(ObjectIdentifier(type)) { return true }
    guard let layout = TupleLayout(of: type), !layout.elements.isEmpty else { return false }
    return layout.elements.allSatisfy { contains($0.type) }
  }
}
