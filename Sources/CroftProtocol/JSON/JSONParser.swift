/// Reads one JSON document from bytes. The caller bounds their number, and that of the values where a peer could send
/// nothing but tiny ones; the parser bounds the nesting.
package enum JSONParser {
  /// The parser recurses once for each level, so a peer must not choose the depth. The control protocol itself needs 5.
  package static let maximumDepth = 64

  /// The document's value; anything but white space after it is an error.
  ///
  /// - Parameter maximumValues: A value takes one byte of text and some fifty of memory, and a peer may send `[0,0,…`.
  package static func parse(
    _ bytes: some Sequence<UInt8>, maximumValues: Int = .max
  ) throws(JSONSyntaxError) -> JSONValue {
    let tape = JSONTape()
    return try Array(bytes).withUnsafeBufferPointer { (bytes) throws(JSONSyntaxError) in
      defer { tape.clear() }
      try tape.scan(bytes, maximumValues: maximumValues)
      return try tape.value(at: 0)
    }
  }

  package static func parse(_ text: String) throws(JSONSyntaxError) -> JSONValue {
    try parse(text.utf8)
  }
}
