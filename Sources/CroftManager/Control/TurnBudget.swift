/// How much of one turn of the loop the calls of a user take, so that everybody else is served between them. A
/// connection may have sent a thousand at once.
struct TurnBudget {
  /// The cheap ones take some 20 µs each.
  static let calls = 64
  /// The dear ones, such as pages of a thousand rows, take milliseconds each: after one of those, others come first.
  static let nanoseconds: UInt64 = 2_000_000

  private var callsLeft = Self.calls
  /// Counts from the turn's first call.
  private var deadline: UInt64?

  func isSpent(at now: UInt64) -> Bool { callsLeft == 0 || now >= deadline ?? .max }

  /// To be told of each call before it is answered.
  mutating func spend(at now: UInt64) {
    callsLeft = max(0, callsLeft - 1)
    deadline = deadline ?? now + Self.nanoseconds
  }
}
