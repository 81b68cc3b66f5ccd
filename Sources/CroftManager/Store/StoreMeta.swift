internal import GRDB

/// The single values that the database holds, by the names of their rows.
enum StoreMeta: String {
  case nextApplication, pool, isDraining
}

extension Database {
  func meta<Value: DatabaseValueConvertible>(_ meta: StoreMeta, as _: Value.Type = Value.self) throws -> Value? {
    let row = try Row.fetchOne(self, sql: "SELECT value FROM meta WHERE name = ?", arguments: [meta.rawValue])
    return try row?.decode(Value.self, atIndex: 0)
  }

  /// - Parameter value: nil removes it.
  func setMeta(_ meta: StoreMeta, to value: (any DatabaseValueConvertible)?) throws {
    guard let value else { return try run("DELETE FROM meta WHERE name = ?", [meta.rawValue]) }
    try run(
      "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
      [meta.rawValue, value])
  }
}
