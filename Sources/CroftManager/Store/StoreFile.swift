import CroftLinux
import CroftProtocol
import Glibc

/// The database's file, with those that SQLite and we put beside it.
enum StoreFile {
  static let name = "croft.db"
  /// SQLite's write-ahead log and its index: they belong to the file.
  private static let companions = ["-wal", "-shm"]
  private static let asideMark = ".damaged-"
  /// Enough to look into what keeps happening, without filling the disk with it.
  private static let maximumAside = 3

  /// Makes the file where there is none, for us alone: it holds applications' secrets, and everybody's history. SQLite
  /// gives what it makes beside it the same permissions.
  static func prepare(_ path: String) throws(SystemError) {
    let file = try FileDescriptor.open(path, flags: O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o600)
    guard fchmod(file.rawValue, 0o600) == 0 else { throw SystemError("fchmod", errno: errno, subject: path) }
  }

  /// Moves the database out of the way.
  ///
  /// - Returns: Where it is now.
  static func setAside(_ path: String, now: Int) throws(SystemError) -> String {
    let aside = "\(path)\(asideMark)\(UnixTime.utc(milliseconds: now, withMilliseconds: true))"
    try FileSystem.rename(path, to: aside)
    for companion in companions where try FileSystem.status(path + companion) != nil {
      try FileSystem.rename(path + companion, to: aside + companion)
    }
    try removeOldest(of: path)
    return aside
  }

  private static func removeOldest(of path: String) throws(SystemError) {
    let directory = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    // Their names sort as their times do.
    let names = try FileSystem.list(directory).filter { name in
      name.hasPrefix(Self.name + asideMark) && !companions.contains { name.hasSuffix($0) }
    }
    for name in names.dropLast(maximumAside) {
      for suffix in [""] + companions where try FileSystem.status("\(directory)/\(name)\(suffix)") != nil {
        try FileSystem.removeFile("\(directory)/\(name)\(suffix)")
      }
    }
  }

  // MARK: - Suspicion

  private static func mark(_ path: String) -> String { path + ".suspect" }

  /// Has the next opening check the whole file, however long that takes. What was damaged can't hold that itself.
  static func suspect(_ path: String) {
    _ = try? FileDescriptor.open(mark(path), flags: O_WRONLY | O_CREAT | O_NOFOLLOW, mode: 0o600)
  }

  static func isSuspect(_ path: String) -> Bool { (try? FileSystem.status(mark(path))) != nil }
  static func trust(_ path: String) { try? FileSystem.removeFile(mark(path)) }
}
