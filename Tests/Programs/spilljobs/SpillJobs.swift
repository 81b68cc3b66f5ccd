import ArgumentParser
import Croft

/// What is done to more data than fits in memory.
enum SpillWork: String, CaseIterable, ExpressibleByArgument {
  case sort, group, reduce, join
}

/// Works through many times the memory that the process may use, and checks the result.
@main
struct SpillJobs: Application {
  @Argument var work: SpillWork
  @Option(help: "How much data, in MiB.") var mebibytes = 100
  @Option(help: "How long a record is, in bytes.") var recordBytes = 1000
  @Option var partitions = 8
  @Option(help: "How much of a record a sort goes by, in bytes.") var keyBytes = WideRecords.digits

  func run(on farm: Farm) async throws {
    let records = WideRecords(count: (mebibytes << 20) / recordBytes, recordBytes: recordBytes, partitions: partitions)
    let (isRight, spilledBytes) = try await result(of: records, farm)
    print("\(work.rawValue) \(isRight ? "right" : "wrong") spilled \(spilledBytes)")
  }

  private func result(of records: WideRecords, _ farm: Farm) async throws -> (isRight: Bool, spilledBytes: UInt64) {
    switch work {
    case .sort:
      let (runs, report) = try await farm.runReporting(SortedRecords(records: records, keyBytes: keyBytes))
      return (SortedRun.areAll(of: records.count, runs), report.bytes.spilled)
    case .group:
      let (totals, report) = try await farm.runReporting(GroupedRecords(records: records))
      return (totals == GroupedRecords.expected(records), report.bytes.spilled)
    case .reduce:
      let (totals, report) = try await farm.runReporting(ReducedRecords(records: records))
      return (totals == ReducedRecords.expected(records), report.bytes.spilled)
    case .join:
      let (totals, report) = try await farm.runReporting(JoinedRecords(records: records))
      return (totals == JoinedRecords.expected(records), report.bytes.spilled)
    }
  }
}
