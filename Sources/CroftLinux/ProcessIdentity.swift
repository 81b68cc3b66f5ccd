package import Glibc

/// A user of this machine, with all that a process of theirs runs as.
package struct ProcessIdentity: Sendable, Equatable {
  package var userID: uid_t
  package var groupID: gid_t
  package var supplementaryGroups: [gid_t]
  package var userName: String
  package var homeDirectory: String
  package var shell: String

  /// Looks a user and their groups up; ENOENT when the machine doesn't know them.
  package init(ofUser userID: uid_t) throws(SystemError) {
    // getpwuid_r(3) names no upper bound for an entry. 64 KiB is far beyond any real one.
    let capacity = 65536
    let strings = UnsafeMutablePointer<CChar>.allocate(capacity: capacity)
    defer { strings.deallocate() }
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    let subject = "user \(userID)"
    try checkedCode("getpwuid_r", subject) {
      getpwuid_r(userID, &entry, strings, capacity, &found)
    }
    guard found != nil else { throw SystemError("getpwuid_r", errno: ENOENT, subject: subject) }
    self.userID = userID
    groupID = entry.pw_gid
    userName = Self.text(entry.pw_name)
    homeDirectory = Self.text(entry.pw_dir)
    shell = Self.text(entry.pw_shell)
    supplementaryGroups = try Self.groups(of: userName, with: groupID)
  }

  private static func text(_ field: UnsafePointer<CChar>?) -> String {
    field.map { String(cString: $0) } ?? ""
  }

  private static func groups(of name: String, with group: gid_t) throws(SystemError) -> [gid_t] {
    // The kernel's NGROUPS_MAX: a process can't have more, so a longer list is an error.
    var groups = [gid_t](repeating: 0, count: 65536)
    var count = CInt(groups.count)
    guard getgrouplist(name, group, &groups, &count) >= 0 else {
      throw SystemError("getgrouplist", errno: E2BIG, subject: "user \(name)")
    }
    return Array(groups.prefix(Int(count)))
  }
}
