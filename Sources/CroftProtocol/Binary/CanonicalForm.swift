@_spi(_Unicode) import Swift

// Bytes to partition keys by: values that are equal have to give equal bytes, in every process.

extension BinaryEncoder {
  /// Like `encode(_:)`, but equal values give equal bytes where the standard library's types leave a choice: -0.0 is
  /// written as 0.0, strings in normal form C, sets and dictionaries in the order of their members' bytes. A type of
  /// the user's own with an `==` that looks at less than it encodes gets no such help.
  package static func encodeCanonically(_ value: some Encodable) throws -> [UInt8] {
    let output = BinaryOutput(isCanonical: true)
    try output.write(value, path: [])
    return output.finished()
  }
}

extension ByteWriter {
  /// A string's UTF-8 in normal form C, counted: Swift's strings are equal when these are.
  package mutating func appendCanonical(_ string: String) {
    if string.utf8.allSatisfy({ $0 < 0x80 }) {
      appendCounted(string)
    } else {
      var normalized = ""
      normalized.unicodeScalars.append(contentsOf: string._nfc)
      appendCounted(normalized)
    }
  }
}

/// A collection whose equal instances may be walked in different orders.
protocol UnorderedCollection {
  /// Each member's canonical bytes.
  func canonicalMembers() throws -> [[UInt8]]
}

extension Set: UnorderedCollection where Element: Encodable {
  func canonicalMembers() throws -> [[UInt8]] { try map { try BinaryEncoder.encodeCanonically($0) } }
}

extension Dictionary: UnorderedCollection where Key: Encodable, Value: Encodable {
  func canonicalMembers() throws -> [[UInt8]] {
    try map { key, value in
      var member = ByteWriter()
      member.appendCounted(try BinaryEncoder.encodeCanonically(key))
      member.append(try BinaryEncoder.encodeCanonically(value))
      return member.copy()
    }
  }
}
