import Croft

/// The sum and the mean of a column of a CSV file by the keys in another, against C with as many threads.
struct GroupByCase: ComparedCase {
  static let benchmark = BenchmarkCase.groupby
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

  func prepare(_ bench: Workbench) async throws {
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

  /// From the connection to the sorted groups: the start of the executors counts.
  func runOurs(_ bench: Workbench) async throws -> Timed<[Group]> {
    let result = try await Stopwatch.timed {
      try await bench.withFarm("groupby") { farm in
        try await farm.run(SumsByKey(input: bench.path("facts.csv"), keyColumn: keyColumn.rawValue))
          .sorted { $0.0 < $1.0 }
          .map { key, total in (key, total, mean: total.sum / Double(total.rows)) }
      }
    }
    let groups = result.value.map { Group(key: String($0), count: $1.rows, sum: $1.sum, mean: $2) }
    return Timed(seconds: result.seconds, value: groups)
  }

  /// With few keys and with many, on the same file. The report's `ratio` is that of the two which is worse.
  static func measureBoth(runs: Int, rows: Int) async throws -> BenchmarkReport {
    let columns = [(keys: "100", column: GeneratedFacts.Column.group100), ("100000", .group100k)]
    let cases = columns.map { (keys: $0.keys, case: GroupByCase(runs: runs, rows: rows, keyColumn: $0.column)) }
    let measured = try await Workbench.with(cores: Self.cores) { bench in
      try await cases[0].case.prepare(bench)
      var measured: [(keys: String, pairs: [TimedPair])] = []
      for (keys, groupBy) in cases { measured.append((keys, try await groupBy.measurePairs(bench))) }
      return measured
    }
    var report = BenchmarkReport(.groupby, runs: runs)
    report.add("rows", rows)
    for (keys, pairs) in measured { report.addComparison(pairs, suffix: "Of\(keys)Keys") }
    report.add("ratio", measured.map(\.pairs.medianRatio).min() ?? 0)
    return report
  }
}
