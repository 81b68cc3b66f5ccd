/// Sorts entries by their prefixes, a byte at a time. Stable. A digit that is the same everywhere costs nothing:
/// numbers are rarely as wide as their type.
///
/// The highest digits that vary are sorted from the lowest of them on; what they leave alike, little as a rule, is
/// sorted by itself.
///
/// Cost: one pass to count, one for each of up to four digits, and one to find what is left.
enum RadixSort {
  /// Below this many entries, counting digits takes longer than comparing.
  private static let fewestToCount = 64

  /// Four bytes tell four billion entries apart, more than a task holds.
  private static let mostDigits = 4

  /// - Parameters:
  ///   - entries: where they are, and where they are afterwards.
  ///   - spare: room for as many, which need hold nothing.
  static func sort(
    _ entries: UnsafeMutablePointer<SortEntry>, count: Int, spare: UnsafeMutablePointer<SortEntry>
  ) {
    guard count >= fewestToCount else { return insertionSort(entries, count: count) }
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 8 * 256) { histograms in
      guard let histograms = histograms.baseAddress else { return }
      countDigits(entries, count: count, histograms)
      let varying = (0..<8).filter { histograms[$0 * 256 + byte(entries[0], UInt64($0) * 8)] != count }
      let sorted = varying.suffix(mostDigits)
      var (from, to) = (entries, spare)
      for digit in sorted {
        scatter(from, count: count, to: to, shift: UInt64(digit) * 8, histograms + digit * 256)
        (from, to) = (to, from)
      }
      if from != entries { entries.update(from: from, count: count) }
      guard let lowest = sorted.first, lowest != varying.first else { return }
      sortTies(entries, count: count, spare: spare, shift: UInt64(lowest) * 8)
    }
  }

  /// Sorts what has the same digits from `shift` on. Each time fewer digits vary, so this ends.
  private static func sortTies(
    _ entries: UnsafeMutablePointer<SortEntry>, count: Int, spare: UnsafeMutablePointer<SortEntry>, shift: UInt64
  ) {
    var start = 0
    while start < count {
      let digits = entries[start].prefix &>> shift
      var end = start + 1
      while end < count, entries[end].prefix &>> shift == digits { end += 1 }
      if end - start > 1 { sort(entries + start, count: end - start, spare: spare) }
      start = end
    }
  }

  private static func countDigits(
    _ entries: UnsafeMutablePointer<SortEntry>, count: Int, _ histograms: UnsafeMutablePointer<Int>
  ) {
    histograms.initialize(repeating: 0, count: 8 * 256)
    for index in 0..<count {
      var rest = entries[index].prefix
      for digit in 0..<8 {
        histograms[digit &* 256 &+ Int(truncatingIfNeeded: rest & 0xFF)] &+= 1
        rest >>= 8
      }
    }
  }

  /// - Parameter histogram: how often each digit occurs; used up.
  private static func scatter(
    _ from: UnsafeMutablePointer<SortEntry>, count: Int, to: UnsafeMutablePointer<SortEntry>, shift: UInt64,
    _ histogram: UnsafeMutablePointer<Int>
  ) {
    var next = 0
    for digit in 0..<256 {
      let occurrences = histogram[digit]
      histogram[digit] = next
      next += occurrences
    }
    for index in 0..<count {
      let entry = from[index]
      let digit = byte(entry, shift)
      to[histogram[digit]] = entry
      histogram[digit] &+= 1
    }
  }

  private static func byte(_ entry: SortEntry, _ shift: UInt64) -> Int {
    Int(truncatingIfNeeded: (entry.prefix &>> shift) & 0xFF)
  }

  private static func insertionSort(_ entries: UnsafeMutablePointer<SortEntry>, count: Int) {
    for index in stride(from: 1, to: count, by: 1) {
      let entry = entries[index]
      var place = index
      while place > 0, entries[place - 1].prefix > entry.prefix {
        entries[place] = entries[place - 1]
        place -= 1
      }
      entries[place] = entry
    }
  }
}
