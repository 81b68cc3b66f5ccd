import CroftLinux
import Glibc

// Where the tree stands.
extension CgroupTree {
  private static let ownPrefix = "croft-"

  /// - Parameters:
  ///   - path: A cgroup that has been delegated to this manager; nil: one below the manager's own.
  ///   - earlier: The pool of an earlier manager of this state directory. Where none is delegated, it is taken over
  ///     with all that lives in it.
  /// - Throws: When the given cgroup can't be used. Without one the manager does with what it can get.
  static func prepare(
    pool path: String?, earlier: PoolRecord? = nil, own: Cgroup? = Cgroup.ownPath().map(Cgroup.init(path:)),
    root: String? = Cgroup.unifiedRoot()
  ) throws(SystemError) -> CgroupTree {
    if let path {
      guard access("\(path)/cgroup.procs", W_OK) == 0 else {
        throw SystemError(
          "use the pool", errno: errno, subject: "\(path) (--pool names a cgroup delegated to this user)")
      }
      return CgroupTree(pool: Cgroup(path: path), isOwn: false)
    }
    guard let own else { return CgroupTree(reason: "this machine has no cgroup v2") }
    if let (pool, lock) = earlierPool(earlier, root: root) { return CgroupTree(pool: pool, isOwn: true, lock: lock) }
    removeLeftOver(in: own)
    // Only the root can hold the manager and hand controllers down. Any other cgroup with processes would take cpu and
    // pids and become threaded by it, and then no process can start below it.
    if own.isRoot { CgroupController.enable(in: own) }
    do {
      let pool = try create("\(ownPrefix)\(getpid())", in: own)
      guard pool.canHoldProcesses else {
        try pool.remove()
        return CgroupTree(reason: "\(own.path) is threaded, so that no process can start in a cgroup below it")
      }
      return CgroupTree(pool: pool, isOwn: true)
    } catch {
      return CgroupTree(reason: "no cgroup can be made below \(own.path): \(error)")
    }
  }

  /// The earlier pool, if it is one and still there for this user: the path comes from a file.
  ///
  /// - Returns: With a lock on it: its name is that of a manager that is gone.
  private static func earlierPool(_ record: PoolRecord?, root: String?) -> (Cgroup, lock: FileDescriptor)? {
    guard let path = record?.path, let root, path.hasPrefix(root + "/"), !path.split(separator: "/").contains(".."),
      path.split(separator: "/").last?.hasPrefix(ownPrefix) == true, access("\(path)/cgroup.procs", W_OK) == 0,
      let lock = try? Cgroup(path: path).open(), (try? FileLock.tryShared(lock, subject: path)) == true,
      // With the lock held it stays what it is.
      let pool = record?.pool, pool.canHoldProcesses
    else { return nil }
    return (pool, lock)
  }

  /// Empty pools that killed managers left behind; a populated or locked one is somebody's still.
  private static func removeLeftOver(in parent: Cgroup) {
    for child in parent.children where !child.isPopulated {
      guard let name = child.path.split(separator: "/").last, name.hasPrefix(ownPrefix),
        // A namesake carries its number after a dot.
        let process = pid_t(name.dropFirst(ownPrefix.count).prefix { $0 != "." }),
        kill(process, 0) != 0, errno == ESRCH, let lock = try? child.open(),
        (try? FileLock.tryExclusive(lock, subject: child.path)) == true, !child.isPopulated
      else { continue }
      try? child.remove()
    }
  }
}
