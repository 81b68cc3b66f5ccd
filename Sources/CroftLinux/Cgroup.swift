import Glibc

/// One file of a cgroup, and what to write to it.
package struct CgroupSetting: Sendable, Equatable {
  package let file: String
  package let value: String

  package init(file: String, value: String) {
    self.file = file
    self.value = value
  }
}

/// A control group of the unified hierarchy (cgroup v2): a directory whose files are its state and its commands.
///
/// The kernel's `Documentation/admin-guide/cgroup-v2.rst` defines the files that are named here.
package struct Cgroup: Sendable, Equatable {
  /// The directory's absolute path.
  package let path: String

  package init(path: String) {
    self.path = path
  }

  // MARK: - The tree

  /// The cgroup below this one of that name, whether it exists or not.
  package func child(_ name: String) -> Cgroup {
    Cgroup(path: "\(path)/\(name)")
  }

  /// Makes a cgroup below this one; EEXIST when there is one of that name.
  package func createChild(_ name: String) throws(SystemError) -> Cgroup {
    let child = child(name)
    guard !name.isEmpty, name != ".", name != "..", !name.contains("/") else {
      throw SystemError("mkdir", errno: EINVAL, subject: child.path)
    }
    // The usual mode of a cgroup: everyone may look, the owner may change.
    try FileSystem.createDirectory(child.path, mode: 0o755)
    return child
  }

  /// The cgroups directly below this one.
  package var children: [Cgroup] {
    // Files of a cgroup are plain files; a directory is a cgroup.
    let names = (try? FileSystem.list(path)) ?? []
    return names.map(child).filter {
      (try? FileSystem.status($0.path, followingLinks: false))??.kind == .directory
    }
  }

  /// Removes the cgroup and those below it; EBUSY while a process is left in one.
  ///
  /// Takes directories alone (`rmdir`), so nothing is lost when the path isn't a cgroup.
  package func remove() throws(SystemError) {
    for child in children { try child.remove() }
    try checked("rmdir", path) { rmdir(path) }
  }

  /// The directory itself, to start a process in it (`SpawnRequest.cgroup`).
  package func open() throws(SystemError) -> FileDescriptor {
    try FileDescriptor.open(path, flags: O_RDONLY | O_DIRECTORY)
  }

  // MARK: - Processes

  /// Whether this is the hierarchy's root, the only cgroup without a type, and the only one that may hold processes
  /// and hand controllers down.
  package var isRoot: Bool { read("cgroup.type") == nil }

  /// Whether a process can start here: not below a threaded cgroup, where the kernel answers EOPNOTSUPP.
  package var canHoldProcesses: Bool { read("cgroup.type") != "domain invalid\n" }

  /// Whether a process lives in this cgroup or below it. False when the cgroup is gone.
  package var isPopulated: Bool {
    keyedValues("cgroup.events")["populated"] == 1
  }

  /// Whether ``kill()`` works here.
  package var canKill: Bool { access("\(path)/cgroup.kill", W_OK) == 0 }

  /// Kills every process in this cgroup and below it, forks in flight included. Needs Linux 5.14 (else ENOENT).
  package func kill() throws(SystemError) {
    try write(CgroupSetting(file: "cgroup.kill", value: "1"))
  }
}
