import Croft

/// Trips, revenue, mean distance and share of tips for each day and pick-up zone, as CSV.
struct TripReport: Job {
  static let rows = Accumulator<Int>.sum("rows")
  /// How many rows are not in the report, by the reason why.
  static let dirtyRows = Accumulator<[String: Int]>("dirty rows", zero: [:]) {
    $0.merging($1, uniquingKeysWith: +)
  }

  var trips: [String]
  var zones: String
  var output: String
  var overwrite: Bool

  var body: Action<Void> {
    let zones = Dataset.csv(in: zones).map { row in
      (try row.int("LocationID") ?? 0, Zone(borough: String(try row["Borough"]), name: String(try row["Zone"])))
    }
    return Dataset.csv(in: trips)
      .map { try Trip.read($0) }
      .tap(Self.rows) { _ in 1 }
      .tap(Self.dirtyRows) { $0.problem.map { [$0: 1] } }
      .flatMap { $0.trips }
      .map { ($0.stop, Totals($0)) }
      .reduceByKey(+)
      .map { stop, totals in (stop.zone, (stop, totals)) }
      .leftOuterJoin(zones)  // The table is small, so the join sends it to where the totals are.
      .map { _, joined in ReportLine(joined.0.0, joined.0.1, in: joined.1 ?? .unknown) }
      .sorted(partitions: 1) { ($0.day, $0.zoneID) < ($1.day, $1.zoneID) }
      .saveAsCSV(output, overwrite: overwrite)
  }
}

/// The rows that are not in the report, as CSV: why, where they are, and what is in them.
struct DirtyRows: Job {
  var trips: [String]
  var output: String
  var overwrite: Bool

  var body: Action<Void> {
    Dataset.csv(in: trips)
      .flatMap { row in
        try Trip.read(row).problem.map { [($0, row.file, row.position, row.text)] } ?? []
      }
      .saveAsCSV(output, header: ["problem", "file", "byte", "row"], overwrite: overwrite)
  }
}
