/// Encodes any `Encodable` value into compact bytes, for job values and for records without a direct codec.
///
/// Format: a primitive is its little-endian bytes (a string its UTF-8). A keyed container is its entries one after
/// another: the key, counted, then the element. An unkeyed container is its elements one after another. An element is a
/// variable-length byte count, then nothing at all for nil, else the byte 1 and the value. Both sides are the same
/// image, so no types are written down.
package enum BinaryEncoder {
  /// - Throws: whatever the value's own `encode(to:)` throws.
  package static func encode(_ value: some Encodable) throws -> [UInt8] {
    let output = BinaryOutput()
    try output.write(value, path: [])
    return output.finished()
  }
}

/// The bytes of one container, and the containers nested in it, which may be written to until the end.
final class BinaryOutput {
  private var writer = ByteWriter()
  private var children: [(offset: Int, output: BinaryOutput)] = []
  /// Whether equal values have to give equal bytes.
  private let isCanonical: Bool

  init(isCanonical: Bool = false) {
    self.isCanonical = isCanonical
  }

  /// Types are asked, not values: a cast of an optional value would look through to what it wraps.
  func write<Value: Encodable>(_ value: Value, path: [any CodingKey]) throws {
    if Value.self is any BinaryPrimitive.Type, let primitive = value as? any BinaryPrimitive {
      if isCanonical { primitive.writeCanonically(to: &writer) } else { primitive.write(to: &writer) }
    } else if Value.self is any EncodableOptional.Type, let optional = value as? any EncodableOptional {
      try optional.write(to: self, path: path)
    } else if isCanonical, let unordered = value as? any UnorderedCollection {
      let members = try unordered.canonicalMembers()
      for member in members.sorted(by: { $0.lexicographicallyPrecedes($1) }) { writer.appendCounted(member) }
    } else {
      try value.encode(to: BinaryValueEncoder(output: self, codingPath: path))
    }
  }

  /// Fills a place that could also hold nil. An optional brings the mark with it, or the lack of one.
  func writePlace<Value: Encodable>(_ value: Value, path: [any CodingKey]) throws {
    if !(Value.self is any EncodableOptional.Type) { mark() }
    try write(value, path: path)
  }

  func writeKey(_ key: some CodingKey) { writer.appendCounted(key.stringValue) }

  func writeNilElement() { writer.appendVariable(UInt64(0)) }

  func writeElement<Value: Encodable>(_ value: Value, path: [any CodingKey]) throws {
    if Value.self is any BinaryPrimitive.Type, try writeShortElement(value, path: path) { return }
    let element = BinaryOutput(isCanonical: isCanonical)
    children.append((writer.count, element))
    try element.writePlace(value, path: path)
  }

  /// Writes a primitive in place, without an output of its own, which would cost more than the number in it.
  ///
  /// - Returns: false, with nothing written, for one that is longer than one byte can tell.
  private func writeShortElement(_ value: some Encodable, path: [any CodingKey]) throws -> Bool {
    let start = writer.count
    writer.append(UInt8(0))
    try writePlace(value, path: path)
    let length = writer.count - start - 1
    guard length < 0x80 else {
      writer.removeLast(length + 1)
      return false
    }
    writer.overwrite(UInt8(length), at: start)
    return true
  }

  /// An element that is not nil, whose value is written later, by whoever holds the output returned.
  func openElement() -> BinaryOutput {
    let element = BinaryOutput(isCanonical: isCanonical)
    element.mark()
    children.append((writer.count, element))
    return element
  }

  func mark() { writer.append(UInt8(1)) }

  func finished() -> [UInt8] {
    if children.isEmpty { return writer.copy() }
    var whole = ByteWriter(capacity: writer.count * 2)
    var position = 0
    for (offset, element) in children {
      whole.append(UnsafeRawBufferPointer(rebasing: writer.bytes[position..<offset]))
      whole.appendCounted(element.finished())
      position = offset
    }
    whole.append(UnsafeRawBufferPointer(rebasing: writer.bytes[position...]))
    return whole.copy()
  }
}

struct BinaryValueEncoder: Encoder {
  let output: BinaryOutput
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(BinaryKeyedOutput<Key>(output: output, codingPath: codingPath))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    BinaryUnkeyedOutput(output: output, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    BinarySingleOutput(output: output, codingPath: codingPath)
  }
}

struct BinarySingleOutput: SingleValueEncodingContainer {
  let output: BinaryOutput
  let codingPath: [any CodingKey]

  /// Nil is no bytes at all; any other value starts with a mark, so that an empty one is not nil.
  mutating func encodeNil() {}

  mutating func encode(_ value: some Encodable) throws {
    try output.writePlace(value, path: codingPath)
  }
}

struct BinaryUnkeyedOutput: UnkeyedEncodingContainer {
  let output: BinaryOutput
  let codingPath: [any CodingKey]
  private(set) var count = 0

  init(output: BinaryOutput, codingPath: [any CodingKey]) {
    self.output = output
    self.codingPath = codingPath
  }

  mutating func encodeNil() {
    count += 1
    output.writeNilElement()
  }

  mutating func encode(_ value: some Encodable) throws {
    count += 1
    try output.writeElement(value, path: codingPath)
  }

  mutating func nestedContainer<Key: CodingKey>(keyedBy: Key.Type) -> KeyedEncodingContainer<Key> {
    count += 1
    return KeyedEncodingContainer(BinaryKeyedOutput<Key>(output: output.openElement(), codingPath: codingPath))
  }

  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    count += 1
    return BinaryUnkeyedOutput(output: output.openElement(), codingPath: codingPath)
  }

  mutating func superEncoder() -> any Encoder {
    count += 1
    return BinaryValueEncoder(output: output.openElement(), codingPath: codingPath)
  }
}

struct BinaryKeyedOutput<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let output: BinaryOutput
  let codingPath: [any CodingKey]

  mutating func encodeNil(forKey key: Key) {
    output.writeKey(key)
    output.writeNilElement()
  }

  mutating func encode(_ value: some Encodable, forKey key: Key) throws {
    output.writeKey(key)
    try output.writeElement(value, path: codingPath + [key])
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    KeyedEncodingContainer(BinaryKeyedOutput<Nested>(output: open(key), codingPath: codingPath + [key]))
  }

  mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    BinaryUnkeyedOutput(output: open(key), codingPath: codingPath + [key])
  }

  mutating func superEncoder() -> any Encoder {
    BinaryValueEncoder(output: open(BinaryKey.superKey), codingPath: codingPath + [BinaryKey.superKey])
  }

  mutating func superEncoder(forKey key: Key) -> any Encoder {
    BinaryValueEncoder(output: open(key), codingPath: codingPath + [key])
  }

  private func open(_ key: some CodingKey) -> BinaryOutput {
    output.writeKey(key)
    return output.openElement()
  }
}
