import CroftProtocol
internal import GRDB

/// What the manager needs to start the driver of a detached application again.
struct StoredDetachment: Equatable, Sendable {
  var application: ApplicationID
  /// The program's file.
  var image: String
  var arguments: [String]
  var restartsLeft: Int
  /// Of the driver that ended last.
  var exitStatus: Int?
}

extension StoredDetachment: StoredRow {
  static let table = TableShape(
    "detachment", key: ["application"], others: ["image", "arguments", "restartsLeft", "exitStatus"])

  var values: [(any DatabaseValueConvertible)?] {
    [application.rawValue, image, PackedTexts.packed(arguments), restartsLeft, exitStatus]
  }

  init(from row: inout RowReader) throws {
    application = ApplicationID(try row.next())
    image = try row.next()
    arguments = try row.nextTexts()
    restartsLeft = try row.next()
    exitStatus = try row.nextIfAny()
  }
}
