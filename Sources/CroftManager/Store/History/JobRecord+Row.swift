import CroftProtocol
internal import GRDB

extension JobRecord: StoredRow {
  static let table = TableShape(
    "pastJob", key: ["application", "number"],
    others: ["name", "stages", "startedAt", "endedAt", "outcome", "error"])

  var values: [(any DatabaseValueConvertible)?] {
    [application, number, name, stages, startedAt, endedAt, outcome?.rawValue, error]
  }

  init(from row: inout RowReader) throws {
    self.init(
      application: try row.next(), number: try row.next(), name: try row.next(), stages: try row.next(),
      startedAt: try row.next())
    endedAt = try row.nextIfAny()
    outcome = try row.nextCaseIfAny()
    error = try row.nextIfAny()
  }
}
