import Glibc

/// Many records of bytes in one piece, as they lie in a file of lines: a million of them cost their bytes, and four
/// for the place of each, which don't travel.
///
/// Taking one copies it and takes the same time wherever it is.
package struct RecordList: Sendable, Equatable, RandomAccessCollection {
  /// Stands behind each record, also the last, and in none.
  let separator: UInt8
  let content: [UInt8]
  /// Behind each record's separator.
  private let ends: [UInt32]

  package var startIndex: Int { 0 }
  package var endIndex: Int { ends.count }

  package subscript(position: Int) -> ByteString {
    let start = position == 0 ? 0 : Int(ends[position - 1])
    return ByteString(content[start..<Int(ends[position]) - 1])
  }

  /// - Parameters:
  ///   - content: the records. A separator behind the last may be missing.
  ///   - maximumCount: how many records there may be.
  /// - Throws: a ``BatchError`` if there are more, or more than ``BatchLimits/inputBytes``.
  package init(
    separatedBy separator: UInt8, _ content: consuming [UInt8], maximumCount: Int = BatchLimits.tasks
  ) throws(BatchError) {
    if let last = content.last, last != separator { content.append(separator) }
    guard content.count <= BatchLimits.inputBytes else {
      throw BatchError("the inputs are more than \(BatchLimits.inputBytes >> 30) GiB; split them over several jobs")
    }
    guard let ends = Self.ends(of: content, separator, maximumCount: maximumCount) else {
      throw BatchError("there are more than \(maximumCount) inputs; split them over several jobs")
    }
    self.separator = separator
    self.ends = ends
    self.content = content
  }

  /// - Throws: a ``BatchError`` for a record with a 0 in it, which no argument can hold.
  package init(_ records: some Sequence<ByteString>) throws(BatchError) {
    var content: [UInt8] = []
    for record in records {
      guard !record.bytes.contains(0) else { throw BatchError("the input \(record.quoted) has a byte 0 in it") }
      content += record.bytes
      content.append(0)
    }
    try self.init(separatedBy: 0, content)
  }

  /// The first record with such a byte; nil if there is none.
  func firstRecord(containing byte: UInt8) -> Int? {
    let place = content.withUnsafeBytes { bytes -> Int? in
      guard let start = bytes.baseAddress, let found = memchr(start, CInt(byte), bytes.count) else { return nil }
      return UnsafeRawPointer(found) - start
    }
    guard let place else { return nil }
    return ends.firstIndex { $0 > place }
  }

  private static func ends(of content: [UInt8], _ separator: UInt8, maximumCount: Int) -> [UInt32]? {
    content.withUnsafeBytes { bytes in
      var ends: [UInt32] = []
      guard let start = bytes.baseAddress else { return ends }
      var position = 0
      while position < bytes.count, let found = memchr(start + position, CInt(separator), bytes.count - position) {
        position = UnsafeRawPointer(found) - start + 1
        if ends.count == maximumCount { return nil }
        ends.append(UInt32(position))
      }
      return ends
    }
  }
}

extension RecordList: Codable {
  private enum CodingKeys: CodingKey { case separator, content }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(separator, forKey: .separator)
    try container.encode(ByteString(content), forKey: .content)
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      separatedBy: try container.decode(UInt8.self, forKey: .separator),
      try container.decode(ByteString.self, forKey: .content).bytes, maximumCount: BatchLimits.cells)
  }
}
