package import Glibc

/// The names of users and groups, as the system knows them (/etc/passwd, directory services).
package enum Accounts {
  /// A group of a large site has thousands of members, whose names come with it.
  private static let longestEntryBytes = 1 << 20

  /// nil when no user has the name. May take as long as a directory service takes to answer.
  package static func userID(named name: String) throws(SystemError) -> uid_t? {
    var entry = passwd()
    let isFound = try lookUp("getpwnam_r", name) { buffer, size, found in
      var result: UnsafeMutablePointer<passwd>?
      let code = getpwnam_r(name, &entry, buffer, size, &result)
      found = result != nil
      return code
    }
    return isFound ? entry.pw_uid : nil
  }

  /// nil when no group has the name. May take as long as a directory service takes to answer.
  package static func groupID(named name: String) throws(SystemError) -> gid_t? {
    var entry = group()
    let isFound = try lookUp("getgrnam_r", name) { buffer, size, found in
      var result: UnsafeMutablePointer<group>?
      let code = getgrnam_r(name, &entry, buffer, size, &result)
      found = result != nil
      return code
    }
    return isFound ? entry.gr_gid : nil
  }

  /// The home directory of a user; nil when there is no such user. For where `HOME` isn't set, as in system services.
  package static func homeDirectory(ofUser userID: uid_t) throws(SystemError) -> String? {
    var entry = passwd()
    var home: String?
    _ = try lookUp("getpwuid_r", "\(userID)") { buffer, size, found in
      var result: UnsafeMutablePointer<passwd>?
      let code = getpwuid_r(userID, &entry, buffer, size, &result)
      found = result != nil
      if let result { home = String(cString: result.pointee.pw_dir) }
      return code
    }
    return home
  }

  /// Where this user's programs keep what has to last (the XDG base directory specification): `XDG_STATE_HOME`, else
  /// `.local/state` in `HOME`, else in the home directory that the system knows; nil where none is an absolute path.
  package static func stateDirectory(_ environment: [String: String], userID: uid_t = geteuid()) -> String? {
    if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") { return state }
    let home = environment["HOME"] ?? (try? homeDirectory(ofUser: userID))
    return home.flatMap { $0.hasPrefix("/") ? "\($0)/.local/state" : nil }
  }

  /// Calls with more and more room for the entry's texts, and tells whether there is one.
  private static func lookUp(
    _ call: StaticString, _ name: String,
    _ body: (_ buffer: UnsafeMutablePointer<CChar>, _ size: Int, _ found: inout Bool) -> CInt
  ) throws(SystemError) -> Bool {
    var size = 4096
    while true {
      let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: size)
      defer { buffer.deallocate() }
      var isFound = false
      switch body(buffer, size, &isFound) {
      case 0: return isFound
      case EINTR: continue
      case ERANGE where size < longestEntryBytes: size *= 4
      // getpwnam(3) lists these for a name that isn't there.
      case ENOENT, ESRCH, EBADF, EPERM: return false
      case let code: throw SystemError(call, errno: code, subject: name)
      }
    }
  }
}
