import Croft

@main
struct TripReportTool: Application {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "tripreport", abstract: "Reports on New York's taxi trips by day and pick-up zone.",
      discussion: """
        The report has trips, revenue, mean distance and the share of tips. It takes the yellow-cab files and the \
        zone table of the Taxi and Limousine Commission, as CSV, or made-up ones. Rows that make no sense are counted \
        and set aside.

        Example:
          tripreport --master local[2] generate taxi --months 12
          tripreport --master local[2] report taxi/trips taxi/zones report
        The report is then in report/days, and the rows that are not in it in report/dirty.
        """)
  }

  /// What to do.
  enum Step: String, ExpressibleByArgument, CaseIterable {
    case generate, report
  }

  @Argument(help: "generate or report.")
  var step: Step

  @Argument(
    help: "To generate: a directory for trips and zones. To report: the trips, the zones, a directory for the report.")
  var paths: [String]

  @Option(help: "The first month to generate.")
  var firstMonth = Month(year: 2024, month: 1)

  @Option(help: "How many months to generate.")
  var months = 2

  @Option(help: "How many trips to generate for each month.")
  var trips = 100_000

  @Option(help: "Another seed generates other trips.")
  var seed: UInt64 = 1

  @Flag(help: "Replace what an earlier run has written.")
  var overwrite = false

  func validate() throws {
    guard paths.count == (step == .generate ? 1 : 3) else {
      throw ValidationError(
        step == .generate ? "generate: give one directory" : "report: give the trips, the zones and a directory")
    }
    guard months > 0, months <= 1200 else { throw ValidationError("--months \(months): it has to be from 1 to 1200") }
    guard trips >= 0 else { throw ValidationError("--trips \(trips): it can't be negative") }
  }

  func run(on farm: Farm) async throws {
    switch step {
    case .generate: try await generate(on: farm)
    case .report: try await report(on: farm)
    }
  }

  private func generate(on farm: Farm) async throws {
    let trips = GeneratedTrips(
      firstMonth: firstMonth, months: months, tripsPerMonth: trips, seed: seed, output: "\(paths[0])/trips",
      overwrite: overwrite)
    async let tripsAreWritten: Void = farm.run(trips)
    async let zonesAreWritten: Void = farm.run(ZoneTable(output: "\(paths[0])/zones", overwrite: overwrite))
    _ = try await (tripsAreWritten, zonesAreWritten)
  }

  /// Both jobs read the trips, one for the report and one for what is not in it. They run at once.
  private func report(on farm: Farm) async throws {
    let (trips, zones, output) = ([paths[0]], paths[1], paths[2])
    async let report = farm.runReporting(
      TripReport(trips: trips, zones: zones, output: "\(output)/days", overwrite: overwrite))
    async let dirtyRowsAreWritten: Void = farm.run(
      DirtyRows(trips: trips, output: "\(output)/dirty", overwrite: overwrite))
    let (totals, _) = (try await report.report.accumulators, try await dirtyRowsAreWritten)
    let problems = totals[TripReport.dirtyRows].sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    print("\(totals[TripReport.rows]) rows, \(problems.reduce(0) { $0 + $1.value }) of them set aside")
    for (problem, count) in problems { print("\(count) \(problem)") }
  }
}
