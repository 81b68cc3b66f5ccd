import CroftLinux
import Glibc

/// Tells croftd where the pool is: a symbolic link to its cgroup's directory.
struct PoolLink {
  private static let name = "pool"

  private let path: String

  struct NoDirectory: Error, CustomStringConvertible {
    var description: String {
      "RUNTIME_DIRECTORY isn't set: croft-pool is started by systemd, as a unit with RuntimeDirectory= and Delegate=yes"
    }
  }

  /// In the unit's first runtime directory (systemd.exec(5)).
  static func fromEnvironment() throws -> PoolLink {
    guard let directory = Environment.value("RUNTIME_DIRECTORY")?.split(separator: ":").first else {
      throw NoDirectory()
    }
    return PoolLink(path: "\(directory)/\(name)")
  }

  func point(to cgroup: Cgroup) throws(SystemError) { try FileSystem.link(path, to: cgroup.path) }

  /// Unless it has come to mean another pool since. A link that stays behind leads nowhere once the cgroup is gone.
  func remove(from cgroup: Cgroup) {
    guard (try? FileSystem.linkTarget(path)) == cgroup.path else { return }
    try? FileSystem.removeFile(path)
  }
}

extension DelegatedPool {
  struct NoHierarchy: Error, CustomStringConvertible {
    var description: String { "there is no cgroup v2 here that could be delegated" }
  }

  static func ofThisProcess() throws -> DelegatedPool {
    guard let path = Cgroup.ownPath() else { throw NoHierarchy() }
    return try DelegatedPool(in: Cgroup(path: path))
  }
}
