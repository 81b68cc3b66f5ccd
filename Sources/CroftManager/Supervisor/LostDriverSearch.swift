import CroftLinux
import Glibc

/// A driver whose manager died after it had started it, and before that was written down. Where there are cgroups, it
/// is found and ended by its cgroup. Without any it would go on beside its successor.
enum LostDriver {
  /// Linux gives a new process 2 MiB for arguments and environment together, as a rule (execve(2)).
  private static let maximumBytes = 4 << 20

  /// Looks at all processes of the user for the one that was started as that driver: it leads a session, has the
  /// application's secret among its first variables, and its arguments. A moment before its image runs it has none of
  /// them, and isn't found.
  static func find(secret: String, arguments: [String], userID: uid_t) -> ProcessIdentityRecord? {
    let variable = Array("CROFT_APPLICATION_SECRET=\(secret)".utf8)
    let processes = ((try? FileSystem.list("/proc")) ?? []).compactMap { pid_t($0) }
    let records = processes.compactMap { process -> ProcessIdentityRecord? in
      guard getsid(process) == process, (try? FileSystem.status("/proc/\(process)"))??.owner == userID,
        texts("cmdline", of: process) == arguments.map({ Array($0.utf8) }),
        texts("environ", of: process).contains(variable)
      else { return nil }
      return try? ProcessIdentityRecord(of: process, cgroup: nil)
    }
    return records.min { $0.startTime < $1.startTime }
  }

  /// Each ends in a NUL (proc(5)).
  private static func texts(_ file: String, of process: pid_t) -> [[UInt8]] {
    let path = "/proc/\(process)/\(file)"
    guard let descriptor = try? FileDescriptor.open(path, flags: O_RDONLY),
      let bytes = try? descriptor.readAll(maximumBytes: maximumBytes)
    else { return [] }
    return bytes.split(separator: 0, omittingEmptySubsequences: false).dropLast().map(Array.init)
  }
}
