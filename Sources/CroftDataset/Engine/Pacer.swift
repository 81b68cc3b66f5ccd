/// Decides when a source asks whether its job has ended: about once in a millisecond, however long an element takes.
///
/// Starts with every element, and doubles the distance as long as a stretch takes less than that.
@usableFromInline
struct Pacer {
  private let context: TaskContext
  private var stretch = 1
  /// At first long ago: a source without elements need not look at the clock.
  private var lastNanoseconds: UInt64 = 0
  private static let targetNanoseconds: UInt64 = 1_000_000
  /// A loop of simple elements has to be long for the compiler's work on it to pay.
  private static let longestStretch = 65536

  @usableFromInline
  init(_ context: TaskContext) {
    self.context = context
  }

  /// Asks, and says before which position to ask again.
  ///
  /// - Throws: `TaskCancelled`.
  @usableFromInline
  mutating func check(at position: Int) throws -> Int {
    try context.checkCancellation()
    let now = context.services.nowNanoseconds
    let isShort = now - lastNanoseconds < Self.targetNanoseconds
    stretch = isShort ? min(stretch * 2, Self.longestStretch) : max(stretch / 2, 1)
    lastNanoseconds = now
    let (next, isPastTheLast) = position.addingReportingOverflow(stretch)
    return isPastTheLast ? Int.max : next
  }
}
