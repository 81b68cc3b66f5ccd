import CroftDataset

/// Counts numbers, and says of them what accumulators can.
struct TappedNumbers: Job {
  static let even = Accumulator<Int>.sum("even numbers")
  static let largest = Accumulator<Int?>.max("largest number")

  var body: Action<Int> {
    Dataset.range(0..<1).tap(Self.even) { $0 % 2 == 0 ? 1 : nil }.tap(Self.largest) { $0 }.count()
  }
}
