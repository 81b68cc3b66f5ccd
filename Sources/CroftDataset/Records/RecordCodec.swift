public import CroftProtocol

/// How values of one type are written as records and read again: for shuffles, results and caches.
///
/// Found once, while the lineage is built, from the type alone: direct codecs for numbers, strings, texts and the
/// standard containers; tuples element by element; any other `Codable` type through the binary coder.
@usableFromInline
package struct RecordCodec<Value>: Sendable {
  @usableFromInline let erased: AnyRecordCodec

  /// - Throws: `UnsupportedRecord` when there is no way to write a part of `Value`.
  package init() throws {
    self.erased = try AnyRecordCodec.of(Value.self)
  }

  @inlinable
  package func encode(_ value: Value, into writer: inout ByteWriter) throws {
    try withUnsafePointer(to: value) { try erased.encode(UnsafeRawPointer($0), &writer) }
  }

  @inlinable
  package func decode(from reader: inout ByteReader) throws -> Value {
    try withUnsafeTemporaryAllocation(of: Value.self, capacity: 1) { room in
      try erased.decode(&reader, UnsafeMutableRawPointer(room.baseAddress!))
      return room.moveElement(from: 0)
    }
  }

  /// Whether equal values may be written differently by `encode`.
  var hasCanonicalForm: Bool { erased.encodeCanonically != nil }

  /// Writes bytes that are equal for equal values; not meant to be read again.
  func encodeCanonically(_ value: Value, into writer: inout ByteWriter) throws {
    try withUnsafePointer(to: value) { try erased.canonical(UnsafeRawPointer($0), &writer) }
  }
}
