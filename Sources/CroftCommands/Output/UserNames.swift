import Glibc

/// The names that the user database has for ids. It is asked once for each: that takes files, or a directory server.
struct UserNames: Sendable, Equatable {
  private var known: [Int: String] = [:]

  init() {}

  /// - Parameter known: names that needn't be asked for.
  init(known: [Int: String]) { self.known = known }

  /// The name; the id where it has none.
  mutating func name(ofUser id: Int) -> String {
    if let name = known[id] { return name }
    let name = Self.name(ofUser: id) ?? String(id)
    known[id] = name
    return name
  }

  /// The name the user database has for an id; nil where it has none.
  static func name(ofUser id: Int) -> String? {
    guard let id = uid_t(exactly: id), let entry = getpwuid(id) else { return nil }
    return String(cString: entry.pointee.pw_name)
  }

  /// The id of a user by name or number; nil where there is none.
  static func id(ofUser name: String) -> Int? {
    if let entry = getpwnam(name) { return Int(entry.pointee.pw_uid) }
    return uid_t(name).map { Int($0) }
  }
}
