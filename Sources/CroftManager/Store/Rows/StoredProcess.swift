import CroftLinux
import CroftProtocol
internal import GRDB

/// A process that a later manager takes over: a driver's, or an executor's.
struct StoredProcess: Equatable, Sendable {
  var application: ApplicationID
  /// nil for the driver.
  var executor: ExecutorID?
  var record: ProcessIdentityRecord
  /// Milliseconds since 1970.
  var startedAt: Int
}

extension StoredProcess: StoredRow {
  static let table = TableShape(
    "process", key: ["application", "executor"], others: ["processID", "startTime", "cgroup", "bootID", "startedAt"])

  /// Executors count from 1, and a column of a key can't be null.
  static let driver = 0

  var values: [(any DatabaseValueConvertible)?] {
    [
      application.rawValue, executor?.rawValue ?? Self.driver, record.processID, record.startTime, record.cgroup,
      record.bootID, startedAt,
    ]
  }

  init(from row: inout RowReader) throws {
    application = ApplicationID(try row.next())
    let number = try row.next(Int.self)
    executor = number == Self.driver ? nil : ExecutorID(number)
    record = ProcessIdentityRecord(
      processID: try row.next(), startTime: try row.next(), cgroup: try row.nextIfAny(), bootID: try row.next())
    startedAt = try row.next()
  }
}
