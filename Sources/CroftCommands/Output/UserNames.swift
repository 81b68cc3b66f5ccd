import Glibc

enum UserNames {
  /// The name the user database has for an id; nil where it has none.
  static func name(ofUser id: Int) -> String? {
    guard let id = uid_t(exactly: id), let entry = getpwuid(id) else { return nil }
    return String(cString: entry.pointee.pw_name)
  }
}
