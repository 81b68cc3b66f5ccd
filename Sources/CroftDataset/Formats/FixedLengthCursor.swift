/// Goes from record to record of a file whose records all have the same number of bytes. A record belongs to the piece
/// in which its first byte lies.
@usableFromInline
package struct FixedLengthCursor {
  private let bytes: UnsafeRawBufferPointer
  private let owner: AnyObject?
  private let length: Int
  private let end: Int
  private var position: Int

  /// - Parameters:
  ///   - path: what errors call the file.
  ///   - bytes: the whole file. They never change, and live as long as `owner`, or for ever.
  ///   - range: the piece, within the file.
  ///   - length: of a record, in bytes.
  /// - Throws: `FixedLengthError` when the length is not above 0, or the file is not a whole number of records.
  @usableFromInline
  package init(
    path: String, bytes: UnsafeRawBufferPointer, owner: AnyObject?, range: Range<Int>, length: Int
  ) throws(FixedLengthError) {
    guard length > 0, bytes.count % length == 0 else {
      throw FixedLengthError(path: path, size: bytes.count, length: length)
    }
    self.bytes = bytes
    self.owner = owner
    self.length = length
    end = range.upperBound
    let rest = range.lowerBound % length
    // The record in whose middle the piece begins belongs to the piece before.
    position = rest == 0 ? range.lowerBound : range.lowerBound - rest + length
  }

  /// The next record, without a copy; nil behind the last.
  @usableFromInline
  package mutating func next() -> Text? {
    guard position < end, let base = bytes.baseAddress else { return nil }
    defer { position += length }
    return Text(start: (base + position).assumingMemoryBound(to: UInt8.self), count: length, owner: owner)
  }
}

/// A file can't be cut into records of a length.
package struct FixedLengthError: Error, Equatable, Sendable, CustomStringConvertible {
  package let path: String
  package let size: Int
  package let length: Int

  package var description: String {
    if length <= 0 { return "read \(path): records can't have \(length) bytes; give a length above 0" }
    return
      "read \(path): \(size) bytes are not a whole number of records of \(length) bytes (\(size % length) are left "
      + "over); is the length right, and the file complete?"
  }
}
