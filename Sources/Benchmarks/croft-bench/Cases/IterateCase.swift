import Croft

/// Ten rounds of k-means over points in memory, against C with as many threads. Reading the points is not part of it.
struct IterateCase {
  static let rounds = 10
  static let centres = 10

  let runs: Int
  let points: Int
  var size: (name: String, value: Int) { ("points", points) }

  func prepare(_ bench: Workbench) throws {
    try GeneratedPoints(points: points, clusters: Self.centres).write(to: bench.path("points"))
  }

  /// The centres' coordinates.
  func runBaseline(_ bench: Workbench) async throws -> Timed<[[Double]]> {
    let result = try await Baseline.run(
      ["kmeans", bench.path("points"), "\(Baseline.threads)", "\(Self.rounds)", "\(Self.centres)"])
    return Timed(
      seconds: result.seconds, value: result.value.map { $0.split(separator: " ").compactMap { Double($0) } })
  }
}
