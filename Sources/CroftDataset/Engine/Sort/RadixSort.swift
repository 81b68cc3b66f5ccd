/// Sorts entries by their prefixes, digit by digit from the lowest, a byte at a time. Stable. A digit that is the same
/// everywhere costs nothing: numbers are rarely as wide as their type.
///
/// Cost: one pass to count, and one for each of up to eight digits.
enum RadixSort {
  /// Below this many entries, counting digits takes longer than comparing.
  private static let fewestToCount = 64

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
      var (from, to) = (entries, spare)
      for digit in 0..<8 {
        let shift = UInt64(digit) * 8
        let histogram = histograms + digit * 256
        if histogram[byte(entries[0], shift)] == count { continue }
        scatter(from, count: count, to: to, shift: shift, histogram)
        (from, to) = (to, from)
      }
      if from != entries { entries.update(from: from, count: count) }
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
