import CroftProtocol
internal import GRDB

/// What a registration said, as far as a later manager needs it to start executors and to know the driver again.
struct StoredApplication: Equatable, Sendable {
  var id: ApplicationID
  /// Who shows it is the application's driver.
  var secret: String
  var name: String
  var userID: UInt32
  var groupID: UInt32
  var supplementaryGroups: [UInt32]
  var directory: String
  var programName: String
  /// `NAME=value` each.
  var environment: [String]
  /// Milliseconds since 1970.
  var registeredAt: Int
}

extension StoredApplication: StoredRow {
  static let table = TableShape(
    "application", key: ["id"],
    others: [
      "secret", "name", "userID", "groupID", "supplementaryGroups", "directory", "programName", "environment",
      "registeredAt",
    ])

  var values: [(any DatabaseValueConvertible)?] {
    [
      id.rawValue, secret, name, userID, groupID, PackedTexts.packed(supplementaryGroups.map { String($0) }),
      directory, programName, PackedTexts.packed(environment), registeredAt,
    ]
  }

  init(from row: inout RowReader) throws {
    id = ApplicationID(try row.next())
    secret = try row.next()
    name = try row.next()
    userID = try row.next()
    groupID = try row.next()
    supplementaryGroups = try row.nextTexts().map { text in
      guard let group = UInt32(text) else { throw MalformedBytes("\(text) as a group") }
      return group
    }
    directory = try row.next()
    programName = try row.next()
    environment = try row.nextTexts()
    registeredAt = try row.next()
  }
}
