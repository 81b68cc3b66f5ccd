import CroftProtocol
internal import GRDB

extension AllocatorSnapshot.Application: StoredRow {
  static let table = TableShape(
    "allocation", key: ["application"],
    others: [
      "userID", "queue", "lastExecutor", "lastRequest", "failuresInARow", "lastFailureAt", "hasEnded", "isHeld",
      "priority",
    ])

  var values: [(any DatabaseValueConvertible)?] {
    [
      id.rawValue, userID, queue, lastExecutor, lastRequest, failuresInARow, lastFailureAt, hasEnded, isHeld, priority,
    ]
  }

  init(from row: inout RowReader) throws {
    self.init(
      id: ApplicationID(try row.next()), userID: try row.next(), queue: try row.next(), lastExecutor: try row.next(),
      lastRequest: try row.next(), failuresInARow: try row.next(), lastFailureAt: try row.next(),
      hasEnded: try row.next(), isHeld: try row.next(), priority: try row.next())
  }
}

extension AllocatorSnapshot.Executor: StoredRow {
  static let table = TableShape(
    "executor", key: ["application", "executor"],
    others: ["cores", "memoryBytes", "sharing", "sequence", "state", "cause", "grantedAt", "startedAt"])

  var values: [(any DatabaseValueConvertible)?] {
    [
      key.application.rawValue, key.executor.rawValue, resources.cores, resources.memoryBytes, sharing.rawValue,
      sequence, state.rawValue, cause?.rawValue, grantedAt, startedAt,
    ]
  }

  init(from row: inout RowReader) throws {
    self.init(
      key: ExecutorKey(application: ApplicationID(try row.next()), executor: ExecutorID(try row.next())),
      resources: try row.nextResources(), sharing: try row.nextCase(), sequence: try row.next(),
      state: try row.nextCase(), cause: try row.nextCaseIfAny(), grantedAt: try row.next(),
      startedAt: try row.nextIfAny())
  }
}

extension AllocatorSnapshot.Request: StoredRow {
  static let table = TableShape(
    "request", key: ["application", "request"],
    others: ["sequence", "cores", "memoryBytes", "sharing", "isGang", "remaining", "since"])

  var values: [(any DatabaseValueConvertible)?] {
    [
      key.application.rawValue, key.request, sequence, resources.cores, resources.memoryBytes, sharing.rawValue, isGang,
      remaining, since,
    ]
  }

  init(from row: inout RowReader) throws {
    self.init(
      key: RequestKey(application: ApplicationID(try row.next()), request: try row.next()), sequence: try row.next(),
      resources: try row.nextResources(), sharing: try row.nextCase(), isGang: try row.next(),
      remaining: try row.next(), since: try row.next())
  }
}

extension Reclaim: StoredRow {
  static let table = TableShape(
    "reclaim", key: ["id"], others: ["application", "cores", "memoryBytes", "count", "deadline", "purpose"])

  var values: [(any DatabaseValueConvertible)?] {
    [id, application.rawValue, resources.cores, resources.memoryBytes, count, deadline, purpose.rawValue]
  }

  init(from row: inout RowReader) throws {
    self.init(
      id: try row.next(), application: ApplicationID(try row.next()), resources: try row.nextResources(),
      count: try row.next(), deadline: try row.next(), purpose: try row.nextCase())
  }
}

extension RowReader {
  mutating func nextResources() throws -> Resources { Resources(cores: try next(), memoryBytes: try next()) }
}
