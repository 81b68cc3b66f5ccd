/// A sample without replacement: every element gets a random ticket, and those with the lowest are picked. So samples
/// of partitions merge into one of them all, in whatever order they come.
@usableFromInline
struct RandomPicks<Element: Sendable> {
  @usableFromInline typealias Ticketed = (ticket: UInt64, element: Element)

  @usableFromInline var random: SplitMix64
  @usableFromInline var best: LargestElements<Ticketed>

  init(count: Int, _ random: SplitMix64) {
    self.random = random
    best = Self.best(count)
  }

  static func best(_ count: Int) -> LargestElements<Ticketed> {
    LargestElements(limit: count) { $1.ticket < $0.ticket }
  }

  @inlinable
  mutating func offer(_ element: Element) throws {
    try best.offer((random.next(), element))
  }
}
