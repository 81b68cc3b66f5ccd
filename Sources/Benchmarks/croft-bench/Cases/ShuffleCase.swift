import Croft

/// Pairs of integers through a shuffle, from every map task to every reducer; against the copying of as many bytes from
/// memory to memory.
struct ShuffleCase {
  static let partitions = 8
  static let pairBytes = 16

  let runs: Int
  let pairs: Int
  var size: (name: String, value: Int) { ("pairs", pairs) }

  func runBaseline(_ bench: Workbench) async throws -> Timed<[Never]> {
    let result = try await Baseline.run(["copy", "\(pairs * Self.pairBytes)", "\(Baseline.threads)"])
    return Timed(seconds: result.seconds, value: [])
  }
}
