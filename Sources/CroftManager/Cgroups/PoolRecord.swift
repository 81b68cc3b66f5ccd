import CroftLinux
import Glibc

/// Which cgroup is a manager's pool, in a form that can be stored: a path alone comes to mean another cgroup in time.
struct PoolRecord: Equatable, Sendable {
  let path: String
  /// Cgroups of different boots can't be compared.
  let bootID: String
  /// The kernel never gives it to another cgroup while it runs.
  let inode: ino_t

  init(path: String, bootID: String, inode: ino_t) {
    self.path = path
    self.bootID = bootID
    self.inode = inode
  }

  /// nil where that can't be told, and the pool not be found again.
  init?(of pool: Cgroup) {
    guard let bootID = ProcessIdentityRecord.currentBootID,
      let status = try? FileSystem.status(pool.path, followingLinks: false)
    else { return nil }
    self.init(path: pool.path, bootID: bootID, inode: status.inode)
  }

  /// The pool, if it is still there.
  var pool: Cgroup? {
    let pool = Cgroup(path: path)
    return PoolRecord(of: pool) == self ? pool : nil
  }
}
