import Croft

/// The sum and the mean of a column of a CSV file by the keys in another, against C with as many threads.
struct GroupByCase {
  /// One group, as a line of the result.
  struct Group: Equatable, Sendable {
    let key: String
    let count: Int
    let sum: Double
    let mean: Double
  }

  let runs: Int
  let rows: Int
  let keyColumn: GeneratedFacts.Column
  var size: (name: String, value: Int) { ("rows", rows) }

  func prepare(_ bench: Workbench) throws {
    let facts = GeneratedFacts(rows: rows, dimension: GeneratedDimension(rows: JoinCase.dimensionRows))
    try facts.write(to: bench.path("facts.csv"))
  }

  func runBaseline(_ bench: Workbench) async throws -> Timed<[Group]> {
    let column = "\(keyColumn.rawValue)"
    let result = try await Baseline.run(["groupby", bench.path("facts.csv"), "\(Baseline.threads)", column])
    let groups = try result.value.map { line in
      let fields = line.split(separator: " ")
      guard fields.count == 4, let count = Int(fields[1]), let sum = Double(fields[2]), let mean = Double(fields[3])
      else { throw WrongResult("the baseline printed \"\(line)\"") }
      return Group(key: String(fields[0]), count: count, sum: sum, mean: mean)
    }
    return Timed(seconds: result.seconds, value: groups)
  }
}
