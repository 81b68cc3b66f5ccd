// Optionals are written by the coder itself: nil as no bytes at all, anything else behind a mark. Left to their own
// `encode(to:)` they would put a second mark behind that of the element they lie in, and a property that was written
// with `encode(_:forKey:)` could not be read with `decodeIfPresent`, as it can with other coders.

/// An optional of whatever can be encoded.
protocol EncodableOptional {
  func write(to output: BinaryOutput, path: [any CodingKey]) throws
}

extension Optional: EncodableOptional where Wrapped: Encodable {
  func write(to output: BinaryOutput, path: [any CodingKey]) throws {
    guard case .some(let wrapped) = self else { return }
    output.mark()
    try output.write(wrapped, path: path)
  }
}

/// An optional of whatever can be decoded.
protocol DecodableOptional {
  static func read(from input: BinaryInput, path: [any CodingKey]) throws -> Self
}

extension Optional: DecodableOptional where Wrapped: Decodable {
  static func read(from input: BinaryInput, path: [any CodingKey]) throws -> Wrapped? {
    input.isNil ? .none : .some(try input.marked(path: path).read(Wrapped.self, path: path))
  }
}
