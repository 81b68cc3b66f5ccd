/// A number of elements that makes no sense.
struct InvalidLimit: Error, Equatable, CustomStringConvertible {
  let asked: Int

  /// Says so if `limit` is negative.
  static func problem(_ limit: Int) -> InvalidLimit? { limit < 0 ? InvalidLimit(asked: limit) : nil }

  var description: String { "\(asked) elements were asked for; ask for 0 or more" }
}
