/// How long to wait before a lost manager is looked for again.
///
/// | attempt | 1 | 2 | 3 | 4 | 5 | from 6 on |
/// |---|---|---|---|---|---|---|
/// | milliseconds | 50 | 100 | 200 | 400 | 800 | 1000 |
///
/// Each is up to a fifth longer or shorter, so that a hundred drivers don't come back in the same instant.
struct ReconnectDelay {
  private static let firstNanoseconds = 50e6
  private static let longestNanoseconds = 1e9
  private static let spread = 0.2

  private var attempts = 0

  /// The wait before the next attempt.
  ///
  /// - Parameter random: from 0 up to, but not including, 1.
  mutating func nextNanoseconds(random: Double) -> UInt64 {
    // Five doublings reach the longest wait.
    let wait = min(Self.firstNanoseconds * Double(1 << min(attempts, 5)), Self.longestNanoseconds)
    attempts += 1
    return UInt64(wait * (1 - Self.spread + 2 * Self.spread * random))
  }

  /// It was found.
  mutating func reset() { attempts = 0 }
}
