import CroftProtocol
internal import GRDB

extension StageRecord: StoredRow {
  static let table = TableShape(
    "pastStage", key: ["application", "job", "number"],
    others: [
      "name", "tasks", "failedAttempts", "startedAt", "endedAt", "inputBytes", "shuffleReadBytes",
      "shuffleWrittenBytes", "spilledBytes", "outputBytes",
    ])

  var values: [(any DatabaseValueConvertible)?] {
    [
      application, job, number, name, tasks, failedAttempts, startedAt, endedAt, inputBytes, shuffleReadBytes,
      shuffleWrittenBytes, spilledBytes, outputBytes,
    ]
  }

  init(from row: inout RowReader) throws {
    self.init(
      application: try row.next(), job: try row.next(), number: try row.next(), name: try row.next(),
      tasks: try row.next(), startedAt: 0)
    failedAttempts = try row.next()
    startedAt = try row.next()
    endedAt = try row.nextIfAny()
    inputBytes = try row.next()
    shuffleReadBytes = try row.next()
    shuffleWrittenBytes = try row.next()
    spilledBytes = try row.next()
    outputBytes = try row.next()
  }
}
