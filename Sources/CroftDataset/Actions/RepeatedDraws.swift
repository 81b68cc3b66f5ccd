import Glibc

/// A sample with replacement: so many draws, each of one element from a stream of unknown length.
///
/// The element at place `i` takes over a draw with probability 1/i, so the next one to take it over after place `i`
/// lies beyond place `j` with probability i/j: where, is worked out once, and the elements between cost a comparison. A
/// stream of `m` elements is drawn from about `count · ln m` times.
@usableFromInline
struct RepeatedDraws<Element: Sendable> {
  /// A drawn element. Of two from different streams the one with the higher mark counts: the chance of that goes by the
  /// streams' lengths.
  @usableFromInline typealias Draw = (mark: Double, element: Element)

  /// Each draw costs a task some 50 bytes beside its element: so many take 3 GiB.
  private static var most: Int { 1 << 26 }

  static func problem(_ count: Int) -> (any Error)? {
    count > most ? TooManyDraws(asked: count, most: most) : nil
  }

  private let count: Int
  private var random: SplitMix64
  private var drawn: [Element] = []
  /// At which place each draw is taken over next: the first on top.
  private var changes = LargestElements<(place: Int, draw: Int)>(limit: 0) { $0.place < $1.place }
  @usableFromInline var place = 0
  /// The next place at which an element is drawn.
  @usableFromInline var nextPlace = 1

  init(count: Int, _ random: SplitMix64) {
    self.count = count
    self.random = random
  }

  @inlinable
  mutating func offer(_ element: Element) throws {
    place &+= 1
    if place == nextPlace { try draw(element) }
  }

  @usableFromInline
  mutating func draw(_ element: Element) throws {
    if place == 1 {
      drawn = Array(repeating: element, count: count)
      changes = LargestElements(limit: count) { $0.place < $1.place }
      for draw in 0..<count { try changes.offer((placeOfNextChange(), draw)) }
    }
    while let change = changes.heap.first, change.place == place {
      drawn[change.draw] = element
      changes.heap[0].place = placeOfNextChange()
      try changes.siftDown(0)
    }
    nextPlace = changes.heap.first?.place ?? .max
  }

  private mutating func placeOfNextChange() -> Int {
    let next = (Double(place) / nextShare()).rounded(.down) + 1
    return Int(exactly: next) ?? .max
  }

  /// One of the 2^53 numbers that come evenly after 0, up to 1.
  private mutating func nextShare() -> Double { Double(random.next53() + 1) * 0x1p-53 }

  /// What was drawn; nothing if there were no elements. The greatest of `m` random shares is distributed as one of them
  /// to the power of 1/m, so the marks are their logarithms.
  mutating func finish() -> [Draw] {
    var draws: [Draw] = []
    draws.reserveCapacity(drawn.count)
    for element in drawn { draws.append((log(nextShare()) / Double(place), element)) }
    return draws
  }

  static func merge(_ some: [Draw], _ others: [Draw]) -> [Draw] {
    guard !some.isEmpty, !others.isEmpty else { return some.isEmpty ? others : some }
    return zip(some, others).map { $0.mark < $1.mark ? $1 : $0 }
  }
}

/// More draws than a task can hold.
struct TooManyDraws: Error, Equatable, CustomStringConvertible {
  let asked: Int
  let most: Int

  var description: String {
    """
    a sample of \(asked) elements with replacement was asked for, and every task would hold all of them: take up to \
    \(most), or use sample(withReplacement:), which makes a dataset of any size
    """
  }
}
