// Slices that are texts themselves, where a collection's own would be a `Slice<Text>`: what can be asked of a text can
// be asked of its beginning.
extension Text {
  /// The first bytes, without a copy; all if there are not so many.
  ///
  /// - Precondition: `maxLength` is not negative.
  @inlinable
  public func prefix(_ maxLength: Int) -> Text {
    precondition(maxLength >= 0, "a text can't have a beginning of negative length")
    return slice(from: 0, to: Swift.min(maxLength, count))
  }

  /// The last bytes, without a copy; all if there are not so many.
  ///
  /// - Precondition: `maxLength` is not negative.
  @inlinable
  public func suffix(_ maxLength: Int) -> Text {
    precondition(maxLength >= 0, "a text can't have an end of negative length")
    return slice(from: Swift.max(0, count - maxLength), to: count)
  }

  /// What follows the first bytes, without a copy.
  ///
  /// - Precondition: `length` is not negative.
  @inlinable
  public func dropFirst(_ length: Int = 1) -> Text {
    precondition(length >= 0, "a negative number of bytes can't be dropped")
    return slice(from: Swift.min(length, count), to: count)
  }

  /// What comes before the last bytes, without a copy.
  ///
  /// - Precondition: `length` is not negative.
  @inlinable
  public func dropLast(_ length: Int = 1) -> Text {
    precondition(length >= 0, "a negative number of bytes can't be dropped")
    return slice(from: 0, to: Swift.max(0, count - length))
  }
}
