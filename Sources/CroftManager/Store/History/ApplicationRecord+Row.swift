import CroftProtocol
internal import GRDB

extension ApplicationRecord: StoredRow {
  static let table = TableShape(
    "pastApplication", key: ["id"],
    others: [
      "name", "userID", "queue", "isDetached", "startedAt", "endedAt", "ending", "exitStatus", "tasks",
      "succeededTasks", "failedTasks",
    ])

  var values: [(any DatabaseValueConvertible)?] {
    [
      id, name, userID, queue, isDetached, startedAt, endedAt, end, exitStatus, tasks?.total, tasks?.succeeded,
      tasks?.failed,
    ]
  }

  init(from row: inout RowReader) throws {
    self.init(
      id: try row.next(), name: try row.next(), userID: try row.next(), queue: try row.next(),
      isDetached: try row.next(), startedAt: try row.next())
    endedAt = try row.nextIfAny()
    end = try row.nextIfAny()
    exitStatus = try row.nextIfAny()
    let (total, succeeded, failed) = (
      try row.nextIfAny(Int.self), try row.nextIfAny(Int.self), try row.nextIfAny(Int.self)
    )
    if let total, let succeeded, let failed {
      tasks = TaskCounts(total: total, succeeded: succeeded, failed: failed)
    }
  }
}
