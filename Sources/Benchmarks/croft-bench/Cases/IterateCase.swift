import Croft

/// Ten rounds of k-means over points in memory, against C with as many threads. Reading the points is not part of it.
struct IterateCase: ComparedCase {
  static let benchmark = BenchmarkCase.iterate
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

  func runOurs(_ bench: Workbench) async throws -> Timed<[[Double]]> {
    let points = Points(input: bench.path("points"))
    let centres = try await bench.withFarm("iterate") { farm in
      guard try await farm.run(CountPoints(points: points)) == self.points else {
        throw WrongResult("not as many points as \(self.points)")
      }
      let first = try await farm.run(FirstPoints(points: points, count: Self.centres))
      return try await Stopwatch.timed {
        var centres = first
        for _ in 0..<Self.rounds {
          let clusters = try await farm.run(Assignment(points: points, centres: centres))
          centres = zip(clusters, centres).map { $0.mean ?? $1 }
        }
        return centres
      }
    }
    return Timed(
      seconds: centres.seconds, value: centres.value.map { centre in centre.indices.map { centre[$0] } })
  }
}
