/// Why a value can't be used: what it has to be instead.
struct InvalidValue: Error, Equatable {
  /// Such as `a whole number from 1 to 10000`.
  let expected: String
}

/// A kind of value: how it is written, and how it is read.
struct ConfigurationValue<Value: Sendable & Equatable>: Sendable {
  /// What it has to be, for messages: `a time span such as 30s or 5min 20s`.
  let expected: String
  /// Whether an empty assignment says something; else it resets.
  let takesEmpty: Bool
  /// Whether assignments add up; else each replaces the one before it.
  let addsUp: Bool
  /// The value that a text gives, beside what an earlier assignment gave; nil when it can't be read.
  private let reading: @Sendable (_ text: String, _ earlier: Value?) -> Value?

  /// What an assignment replaces.
  init(_ expected: String, takesEmpty: Bool = false, read: @escaping @Sendable (String) -> Value?) {
    self.expected = expected
    self.takesEmpty = takesEmpty
    addsUp = false
    reading = { text, _ in read(text) }
  }

  /// What an assignment adds to.
  init<Element>(
    list expected: String, read: @escaping @Sendable (String) -> [Element]?
  ) where Value == [Element] {
    self.expected = expected
    takesEmpty = false
    addsUp = true
    reading = { text, earlier in read(text).map { (earlier ?? []) + $0 } }
  }

  func assign(_ text: String, to value: inout Value) throws(InvalidValue) {
    guard let read = reading(text, value) else { throw InvalidValue(expected: expected) }
    value = read
  }

  /// The same for what need not be said at all.
  var optional: ConfigurationValue<Value?> {
    ConfigurationValue<Value?>(expected) { text -> Value?? in reading(text, nil).map { .some($0) } }
  }
}
