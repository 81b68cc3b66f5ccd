package import Glibc

/// Namespaces of another process, for a new process to be started in (setns(2)).
package struct ForeignNamespaces: Sendable {
  /// Whose they are. It is held, so that they stay while they are wanted.
  let process: ProcessDescriptor
  /// CLONE_NEW* of what the process has for itself.
  let flags: CInt

  /// How each is called in /proc, with its flag in linux/sched.h, which the Glibc module hides: what a service's
  /// sandbox may have one of its own of.
  private static let kinds: [(name: String, flag: CInt)] = [
    ("mnt", 0x2_0000), ("uts", 0x400_0000), ("ipc", 0x800_0000), ("net", 0x4000_0000),
  ]

  /// What the process doesn't share with this one. Takes CAP_SYS_PTRACE, and to start a process in them CAP_SYS_ADMIN,
  /// and CAP_SYS_CHROOT for the file systems.
  ///
  /// - Returns: nil when there is nothing.
  package static func of(process processID: pid_t) throws(SystemError) -> ForeignNamespaces? {
    let process = try ProcessDescriptor(ofProcess: processID)
    var flags: CInt = 0
    for (name, flag) in kinds {
      let own = try FileSystem.linkTarget("/proc/self/ns/\(name)")
      if try FileSystem.linkTarget("/proc/\(processID)/ns/\(name)") != own { flags |= flag }
    }
    return flags == 0 ? nil : ForeignNamespaces(process: process, flags: flags)
  }

  /// The process's root directory, below which all paths mean what they mean to it, but for absolute symbolic links;
  /// nil when it sees the same file systems as this process.
  package var rootDirectory: String? {
    Self.kinds.contains { $0.name == "mnt" && flags & $0.flag != 0 } ? "/proc/\(process.processID)/root" : nil
  }
}
