import CroftProtocol
internal import GRDB

extension ExecutorRecord: StoredRow {
  static let table = TableShape(
    "pastExecutor", key: ["application", "number"],
    others: [
      "cores", "memoryBytes", "startedAt", "endedAt", "reason", "code", "message", "cpuMicroseconds",
      "memoryPeakBytes", "readBytes", "writtenBytes", "throttledMicroseconds", "outOfMemoryKills",
    ])

  var values: [(any DatabaseValueConvertible)?] {
    [
      application, number, resources.cores, resources.memoryBytes, startedAt, endedAt, end?.reason.rawValue, end?.code,
      end?.message, usage.cpuMicroseconds, usage.memoryPeakBytes, usage.readBytes, usage.writtenBytes,
      usage.throttledMicroseconds, usage.outOfMemoryKills,
    ]
  }

  init(from row: inout RowReader) throws {
    self.init(
      application: try row.next(), number: try row.next(), resources: try row.nextResources(),
      startedAt: try row.next())
    endedAt = try row.nextIfAny()
    let reason = try row.nextCaseIfAny(ExecutorEnd.Reason.self)
    let code = try row.nextIfAny(Int.self)
    let message = try row.nextIfAny(String.self)
    end = reason.map { ExecutorEnd(executor: number, reason: $0, code: code, message: message ?? "") }
    usage = try row.nextUsage()
  }
}

extension RowReader {
  mutating func nextUsage() throws -> UsageRecord {
    var usage = UsageRecord()
    usage.cpuMicroseconds = try nextIfAny()
    usage.memoryPeakBytes = try nextIfAny()
    usage.readBytes = try nextIfAny()
    usage.writtenBytes = try nextIfAny()
    usage.throttledMicroseconds = try nextIfAny()
    usage.outOfMemoryKills = try nextIfAny()
    return usage
  }
}
