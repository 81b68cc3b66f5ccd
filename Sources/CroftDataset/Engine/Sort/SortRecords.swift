public import CroftProtocol

/// By what the elements of a sort are ordered.
@usableFromInline
enum SortDirection: Sendable {
  case ascending
  case descending
  /// By a function of the program's, which nothing is known about.
  case custom
}

/// How a sort's elements and keys are written and read. The part of a sort that can lie in its node.
@usableFromInline
struct SortRecords<Element, Key>: Sendable {
  @usableFromInline let element: AnyRecordCodec
  @usableFromInline let key: AnyRecordCodec
  @usableFromInline let direction: SortDirection
  /// Why there is no codec, for the driver to report before it runs anything.
  @usableFromInline let problem: (any Error)?

  @usableFromInline
  init(_ direction: SortDirection) {
    self.direction = direction
    let codecs = Result { (try AnyRecordCodec.of(Element.self), try AnyRecordCodec.of(Key.self)) }
    switch codecs {
    case .success(let codecs):
      (element, key) = codecs
      problem = nil
    case .failure(let error):
      element = AnyRecordCodec(failingWith: error)
      key = element
      problem = error
    }
  }

  /// Those that a sort's operator was made with.
  @usableFromInline
  static func attached(to node: LineageNode) -> SortRecords {
    guard let records = node.attachment as? SortRecords else { preconditionFailure("\(node) sorts no such elements") }
    return records
  }

  /// The next element. A text is a view that nobody keeps alive but the bytes' owner.
  @inlinable
  func readElement(from reader: inout ByteReader) throws -> Element {
    if Element.self == Text.self { return unsafeBitCast(Text(viewing: try reader.readCounted()), to: Element.self) }
    return try readValue(with: element, from: &reader)
  }

  @inlinable
  func readKey(from reader: inout ByteReader) throws -> Key { try readValue(with: key, from: &reader) }

  @inlinable
  func readValue<Value>(with codec: AnyRecordCodec, from reader: inout ByteReader) throws -> Value {
    try withUnsafeTemporaryAllocation(of: Value.self, capacity: 1) { room in
      try codec.decode(&reader, UnsafeMutableRawPointer(room.baseAddress!))
      return room.moveElement(from: 0)
    }
  }

  /// The element of a record in a run buffer; texts lie there without their lengths.
  @inlinable
  func element(of record: PlacedRecord) throws -> Element {
    if Element.self == Text.self { return unsafeBitCast(Text(viewing: record.bytes), to: Element.self) }
    var reader = ByteReader(record.bytes)
    return try readValue(with: element, from: &reader)
  }
}

extension Text {
  /// Bytes that somebody else keeps alive for longer than this text is used.
  @inlinable
  init(viewing bytes: UnsafeRawBufferPointer) {
    // Only an empty buffer may be nowhere; where an empty text is does not matter.
    let start = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1)!
    self.init(start: start.assumingMemoryBound(to: UInt8.self), count: bytes.count, owner: nil)
  }
}

/// An order of elements by their keys, with everything that it takes to sort by it. A class, because it is handed on
/// with every record.
@usableFromInline
final class SortOrder<Element, Key> {
  @usableFromInline let records: SortRecords<Element, Key>
  @usableFromInline let key: (Element) throws -> Key
  /// Whether one key comes before another in the result.
  @usableFromInline let precedes: (Key, Key) throws -> Bool
  /// Whether keys with the same prefix are equal.
  @usableFromInline let isExact: Bool

  @inlinable
  init(
    _ records: SortRecords<Element, Key>, key: @escaping (Element) throws -> Key,
    precedes: @escaping (Key, Key) throws -> Bool
  ) {
    self.records = records
    self.key = key
    self.precedes = precedes
    isExact = records.direction != .custom && SortPrefix.isExact(Key.self)
  }

  @inlinable
  func prefix(of key: Key) -> UInt64 {
    switch records.direction {
    case .ascending: SortPrefix.of(key)
    case .descending: ~SortPrefix.of(key)
    case .custom: 0
    }
  }

  /// The order of two keys whose prefixes are known.
  @inlinable
  func comesFirst(_ a: Key, _ aPrefix: UInt64, before b: Key, _ bPrefix: UInt64) throws -> Bool {
    if aPrefix != bPrefix { return aPrefix < bPrefix }
    return try !isExact && precedes(a, b)
  }
}

extension SortOrder where Key: Comparable {
  /// The keys' own order, or the reverse of it.
  @inlinable
  convenience init(attachedTo node: LineageNode, key: @escaping (Element) throws -> Key) {
    let records = SortRecords<Element, Key>.attached(to: node)
    self.init(
      records, key: key,
      precedes: records.direction == .descending ? { Self.precedes($1, $0) } : { Self.precedes($0, $1) })
  }

  @inlinable
  static func precedes(_ a: Key, _ b: Key) -> Bool {
    if Key.self == String.self {
      return StringOrder.precedes(unsafeBitCast(a, to: String.self), unsafeBitCast(b, to: String.self))
    }
    return a < b
  }
}

extension SortOrder where Key == Element {
  /// The order that the program gives.
  @inlinable
  convenience init(attachedTo node: LineageNode, by areInIncreasingOrder: @escaping (Element, Element) throws -> Bool) {
    self.init(SortRecords<Element, Element>.attached(to: node), key: { $0 }, precedes: areInIncreasingOrder)
  }
}
