/// What happened at the opening of the database that the operator has to know.
enum StoreNotice: Equatable, Sendable, CustomStringConvertible {
  /// - Parameters:
  ///   - path: Where it is now.
  ///   - isNumberKept: Whether the next application's number could still be read from it.
  case setAside(path: String, reason: String, isNumberKept: Bool)
  /// An earlier croftd's file with the next application's number is now part of the database.
  case counterMoved(path: String)

  var description: String {
    switch self {
    case .setAside(let path, let reason, let isNumberKept):
      """
      the database was damaged (\(reason)) and has been set aside as \(path); a new one is begun, so the history and \
      what earlier applications held is forgotten\(isNumberKept ? "" : ", and applications' numbers begin anew"). \
      `sqlite3 \(path) .recover` may still read it; remove it when it isn't needed
      """
    case .counterMoved(let path): "the next application's number was taken over from \(path) into the database"
    }
  }
}
