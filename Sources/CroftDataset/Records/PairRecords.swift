public import CroftProtocol

/// How the pairs of a shuffle are written and read: the key, then the value.
@usableFromInline
struct PairRecords<Key, Value>: Sendable {
  @usableFromInline let key: AnyRecordCodec
  @usableFromInline let value: AnyRecordCodec
  /// Why there is no codec, for the driver to report before it runs anything.
  @usableFromInline let problem: (any Error)?

  @usableFromInline
  init() {
    let codecs = Result { (try AnyRecordCodec.of(Key.self), try AnyRecordCodec.of(Value.self)) }
    switch codecs {
    case .success(let codecs):
      (key, value) = codecs
      problem = nil
    case .failure(let error):
      key = AnyRecordCodec(failingWith: error)
      value = key
      problem = error
    }
  }

  /// Those that a shuffle's operator was made with.
  @usableFromInline
  static func attached(to node: LineageNode) -> PairRecords {
    guard let records = node.attachment as? PairRecords else { preconditionFailure("\(node) shuffles no such pairs") }
    return records
  }

  @inlinable
  func write(_ key: Key, _ value: Value, to writer: ShuffleWriter) throws {
    try withUnsafePointer(to: key) { keyPointer in
      try withUnsafePointer(to: value) { valuePointer in
        try writer.append(UnsafeRawPointer(keyPointer), self.key, UnsafeRawPointer(valuePointer), self.value)
      }
    }
  }

  @inlinable
  func read(from reader: inout ByteReader) throws -> (Key, Value) {
    try withUnsafeTemporaryAllocation(of: Key.self, capacity: 1) { keyRoom in
      try key.decode(&reader, UnsafeMutableRawPointer(keyRoom.baseAddress!))
      let key = keyRoom.moveElement(from: 0)
      return try withUnsafeTemporaryAllocation(of: Value.self, capacity: 1) { valueRoom in
        try value.decode(&reader, UnsafeMutableRawPointer(valueRoom.baseAddress!))
        return (key, valueRoom.moveElement(from: 0))
      }
    }
  }
}
