import CroftLinux
import Glibc

/// A directory in which nobody but us and root can put something of theirs in place of ours.
enum TrustedDirectory {
  struct Problem: Error, CustomStringConvertible {
    let path: String
    /// What the manager keeps there, and the option that names another place.
    let purpose: String
    let option: String
    let reason: String

    var description: String {
      "the \(purpose) directory \(path) can't be used: \(reason); mend that, or choose another one with \(option)"
    }
  }

  /// Makes it where there is none. In a place where others may write, such as /tmp, somebody could have made it
  /// first; so a directory that we didn't just make has to be ours, or a shared one whose files only owners remove.
  static func prepare(_ path: String, mode: mode_t, purpose: String, option: String) throws(Problem) {
    let reason: String?
    do {
      try FileSystem.createDirectory(path, mode: mode, parents: true)
      reason = try reasonNotToTrust(path)
    } catch {
      reason = "\(error)"
    }
    if let reason { throw Problem(path: path, purpose: purpose, option: option, reason: reason) }
  }

  private static func reasonNotToTrust(_ path: String) throws(SystemError) -> String? {
    guard let entry = try FileSystem.status(path, followingLinks: false), isOurs(entry) else {
      return "it belongs to another user"
    }
    // Root, or we ourselves, may have put a link here to a larger disk.
    guard let directory = try FileSystem.status(path), directory.kind == .directory else {
      return "it is no directory"
    }
    let isSticky = directory.permissions & mode_t(S_ISVTX) != 0
    guard directory.owner == geteuid() || directory.owner == 0 && isSticky else {
      return "it belongs to user \(directory.owner)"
    }
    guard isSticky || directory.permissions & mode_t(S_IWGRP | S_IWOTH) == 0 else {
      return "others may write there (chmod go-w \(path))"
    }
    return nil
  }

  private static func isOurs(_ status: FileStatus) -> Bool { status.owner == geteuid() || status.owner == 0 }
}
