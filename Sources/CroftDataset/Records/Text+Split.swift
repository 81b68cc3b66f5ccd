extension Text {
  /// The pieces between separators, lazily and without a copy. Empty pieces are left out, as `Sequence.split` does.
  ///
  /// - Parameter separator: one character below U+0080, such as `" "`, `","` or `"\t"`.
  /// - Precondition: `separator` is ASCII; a wider one could match in the middle of other characters.
  @inlinable
  public func split(separator: Unicode.Scalar) -> TextSplit {
    precondition(separator.isASCII, "Text.split takes an ASCII separator; use String for others")
    return TextSplit(text: self, separator: UInt8(truncatingIfNeeded: separator.value))
  }

  /// Without spaces, tabs and line ends at both ends.
  @inlinable
  public func trimmed() -> Text {
    var lower = 0
    var upper = count
    while lower < upper, Self.isSpace(start[lower]) { lower += 1 }
    while upper > lower, Self.isSpace(start[upper - 1]) { upper -= 1 }
    return slice(from: lower, to: upper)
  }

  @inlinable
  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) }
}

/// The pieces of a text; what `Text.split(separator:)` gives.
public struct TextSplit: Sequence, Sendable {
  @usableFromInline let text: Text
  @usableFromInline let separator: UInt8

  @inlinable
  init(text: Text, separator: UInt8) {
    self.text = text
    self.separator = separator
  }

  @inlinable
  /// An iterator over the pieces, from the first on.
  public func makeIterator() -> Iterator { Iterator(text: text, separator: separator) }

  public struct Iterator: IteratorProtocol {
    @usableFromInline let text: Text
    @usableFromInline let separator: UInt8
    @usableFromInline var position = 0

    @inlinable
    init(text: Text, separator: UInt8) {
      self.text = text
      self.separator = separator
    }

    @inlinable
    public mutating func next() -> Text? {
      let (bytes, end) = (text.start, text.count)
      var lower = position
      while lower < end, bytes[lower] == separator { lower &+= 1 }
      guard lower < end else { return nil }
      var upper = lower &+ 1
      while upper < end, bytes[upper] != separator { upper &+= 1 }
      position = upper
      return text.slice(from: lower, to: upper)
    }
  }
}
