import Croft

/// The rows of a large CSV file joined with a small one by an integer key, and a sum by the small one's category;
/// against a hash join in C with as many threads.
struct JoinCase: ComparedCase {
  static let benchmark = BenchmarkCase.join
  static let dimensionRows = 100_000

  /// One category, as a line of the result.
  struct Category: Equatable, Sendable {
    let name: String
    let count: Int
    let sum: Double
  }

  let runs: Int
  let rows: Int
  var size: (name: String, value: Int) { ("rows", rows) }

  func prepare(_ bench: Workbench) throws {
    let dimension = GeneratedDimension(rows: Self.dimensionRows)
    try dimension.write(to: bench.path("dimension.csv"))
    try GeneratedFacts(rows: rows, dimension: dimension).write(to: bench.path("facts.csv"))
  }

  func runBaseline(_ bench: Workbench) async throws -> Timed<[Category]> {
    let files = [bench.path("facts.csv"), bench.path("dimension.csv")]
    let result = try await Baseline.run(["join"] + files + ["\(Baseline.threads)"])
    let categories = try result.value.map { line in
      let fields = line.split(separator: " ")
      guard fields.count == 3, let count = Int(fields[1]), let sum = Double(fields[2]) else {
        throw WrongResult("the baseline printed \"\(line)\"")
      }
      return Category(name: String(fields[0]), count: count, sum: sum)
    }
    return Timed(seconds: result.seconds, value: categories.sorted { $0.name < $1.name })
  }

  /// From the connection to the result: the start of the executors counts.
  func runOurs(_ bench: Workbench) async throws -> Timed<[Category]> {
    let result = try await Stopwatch.timed {
      try await bench.withFarm("join") { farm in
        try await farm.run(SumsByCategory(facts: bench.path("facts.csv"), dimension: bench.path("dimension.csv")))
      }
    }
    let categories = result.value.map { Category(name: String($0.0), count: $0.1.rows, sum: $0.1.sum) }
    return Timed(seconds: result.seconds, value: categories.sorted { $0.name < $1.name })
  }
}
