internal import GRDB

/// Bytes in a column.
///
/// GRDB speaks of them as Foundation's `Data`, which is never named here: what is needed of it is in its conformances
/// to the standard library's protocols, and the house imports no Foundation.
enum Blob {
  static func value(of bytes: [UInt8]) -> DatabaseValue {
    DatabaseValue.Storage.blob(collected(bytes)).value?.databaseValue ?? .null
  }

  /// nil where the column holds something else.
  static func bytes(of value: DatabaseValue) -> [UInt8]? {
    guard case .blob(let data) = value.storage else { return nil }
    return Array(data)
  }

  private static func collected<Bytes: RangeReplaceableCollection<UInt8>>(_ bytes: [UInt8]) -> Bytes { Bytes(bytes) }
}
