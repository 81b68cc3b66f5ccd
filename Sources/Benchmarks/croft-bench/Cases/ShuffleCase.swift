import Croft

/// Pairs of integers through a shuffle, from every map task to every reducer; against the copying of as many bytes from
/// memory to memory.
struct ShuffleCase: ComparedCase {
  static let benchmark = BenchmarkCase.shuffle
  static let partitions = 8
  static let pairBytes = 16

  let runs: Int
  let pairs: Int
  var size: (name: String, value: Int) { ("pairs", pairs) }

  func runBaseline(_ bench: Workbench) async throws -> Timed<[Never]> {
    let result = try await Baseline.run(["copy", "\(pairs * Self.pairBytes)", "\(Baseline.threads)"])
    return Timed(seconds: result.seconds, value: [])
  }

  /// With executors that are there already: the baseline's memory is, too.
  func runOurs(_ bench: Workbench) async throws -> Timed<[Never]> {
    try await bench.withFarm("shuffle") { farm in
      _ = try await farm.run(ExchangedPairs(pairs: Self.partitions, partitions: Self.partitions))
      let result = try await Stopwatch.timed {
        try await farm.run(ExchangedPairs(pairs: pairs, partitions: Self.partitions))
      }
      // The sum of 2k over all keys k.
      guard result.value == pairs * (pairs - 1) else {
        throw WrongResult("the exchanged pairs' sum is \(result.value.map(String.init) ?? "missing")")
      }
      return Timed(seconds: result.seconds, value: [])
    }
  }
}
