import CroftProtocol
internal import GRDB

/// A list of texts in one column: each its length and its bytes.
enum PackedTexts {
  static func packed(_ texts: [String]) -> DatabaseValue {
    var writer = ByteWriter()
    for text in texts { writer.appendCounted(text) }
    return Blob.value(of: writer.copy())
  }

  static func unpacked(_ value: DatabaseValue) throws -> [String] {
    guard let bytes = Blob.bytes(of: value) else { throw MalformedBytes("no list of texts") }
    return try bytes.withUnsafeBytes { bytes in
      var reader = ByteReader(bytes)
      var texts: [String] = []
      while !reader.isAtEnd { texts.append(try reader.readString()) }
      return texts
    }
  }
}
