public import CroftProtocol

extension Int {
  /// The integer that the whole text is: an optional sign and digits. Nil for anything else, also one out of range.
  @inlinable
  public init?(_ text: Text) {
    guard let value = withExtendedLifetime(text.owner, { Decimal.int(text.start, text.count) }) else { return nil }
    self = value
  }
}

extension Double {
  /// The nearest double to the decimal number that the whole text is. Nil for anything else.
  @inlinable
  public init?(_ text: Text) {
    guard let value = withExtendedLifetime(text.owner, { Decimal.double(text.start, text.count) }) else { return nil }
    self = value
  }
}
