import CroftLinux
package import CroftProtocol

/// Bytes that are text as a rule: an argument, a path, a line. The kernel takes any bytes there except 0, and whoever
/// decodes them as UTF-8 can't give the same ones back.
///
/// Encoded, it is its bytes in Croft's binary form; in JSON it is a string if it is UTF-8, else `{"base64": …}`.
package struct ByteString: Hashable, Sendable {
  package var bytes: [UInt8]

  package init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }
  package init(_ text: String) { bytes = Array(text.utf8) }

  /// As text, with U+FFFD for what is not UTF-8.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  package var isEmpty: Bool { bytes.isEmpty }

  /// For a message: on one line, quoted, and cut when it is long.
  package var quoted: String {
    // A message is read by a person; a longer beginning says nothing more about which value is meant.
    let shownCount = 60
    let beginning = String(decoding: bytes.prefix(shownCount), as: UTF8.self)
    return "'" + beginning.onOneLine + (bytes.count > shownCount ? "…'" : "'")
  }

  /// As a path: itself if it is absolute, else below a directory.
  package func absolute(in directory: ByteString) -> ByteString {
    ByteString(PathBytes.absolute(bytes, in: directory.bytes))
  }

  /// Calls `body` with the bytes and a 0 behind them, as system calls want a name. Bytes behind a 0 are lost.
  package func withCString<Result>(_ body: (UnsafePointer<CChar>) throws -> Result) rethrows -> Result {
    try (bytes + [0]).withUnsafeBufferPointer { buffer in
      try buffer.withMemoryRebound(to: CChar.self) { characters in
        guard let start = characters.baseAddress else { preconditionFailure("an array with a 0 in it has an address") }
        return try body(start)
      }
    }
  }
}

extension ByteString: Comparable {
  /// In the order of their bytes, whatever the locale.
  package static func < (a: ByteString, b: ByteString) -> Bool { a.bytes.lexicographicallyPrecedes(b.bytes) }
}

extension ByteString: ExpressibleByStringLiteral {
  package init(stringLiteral value: String) { self.init(value) }
}

extension ByteString: BinaryPrimitive {
  package func write(to writer: inout ByteWriter) { writer.appendCounted(bytes) }

  package static func read(from reader: inout ByteReader) throws -> ByteString { ByteString(try reader.readCounted()) }
}

extension ByteString: Codable {
  private enum CodingKeys: String, CodingKey { case base64 }

  package func encode(to encoder: any Encoder) throws {
    if let text = String(validating: bytes, as: UTF8.self) {
      var container = encoder.singleValueContainer()
      try container.encode(text)
    } else {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(Base64.encode(bytes), forKey: .base64)
    }
  }

  package init(from decoder: any Decoder) throws {
    if let text = try? decoder.singleValueContainer().decode(String.self) {
      self.init(text)
      return
    }
    let container = try decoder.container(keyedBy: CodingKeys.self)
    guard let bytes = Base64.decode(try container.decode(String.self, forKey: .base64)) else {
      throw DecodingError.dataCorruptedError(forKey: .base64, in: container, debugDescription: "not base64")
    }
    self.init(bytes)
  }
}

extension String {
  /// With `?` for each control character, so that a message stays on its line.
  var onOneLine: String {
    String(UnicodeScalarView(unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }))
  }
}
