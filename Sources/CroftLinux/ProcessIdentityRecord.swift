package import Glibc

/// Which process it is, in a form that can be stored, and found again by another process: a number alone comes to
/// mean another process in time.
package struct ProcessIdentityRecord: Sendable, Equatable {
  package let processID: pid_t
  /// Clock ticks since boot: field 22 of /proc/PID/stat (proc_pid_stat(5)).
  package let startTime: Int
  /// The directory of the cgroup that it lives in, or below; nil when it has none of its own.
  package let cgroup: String?
  /// Start times of different boots can't be compared.
  package let bootID: String

  package init(processID: pid_t, startTime: Int, cgroup: String?, bootID: String) {
    self.processID = processID
    self.startTime = startTime
    self.cgroup = cgroup
    self.bootID = bootID
  }

  /// Of a running process. The caller makes sure that the number is still that process's.
  package init(of processID: pid_t, cgroup: String?) throws(SystemError) {
    guard let bootID = Self.currentBootID else {
      throw SystemError("read", errno: ENOENT, subject: Self.bootIDPath)
    }
    self.init(
      processID: processID, startTime: try Self.startTime(of: processID), cgroup: cgroup, bootID: bootID)
  }

  /// Takes hold of the process; nil when it is gone, or when its number means another process now.
  package func find() throws(SystemError) -> ProcessDescriptor? {
    guard bootID == Self.currentBootID else { return nil }
    let process: ProcessDescriptor
    do {
      process = try ProcessDescriptor(ofProcess: processID)
    } catch let error where error.errno == ESRCH || error.errno == EINVAL {
      return nil
    }
    // It is held now: what is read of the number is that of the process, or of nothing.
    guard (try? Self.startTime(of: processID)) == startTime else { return nil }
    guard let cgroup else { return process }
    guard let path = Cgroup.path(ofProcess: processID) else { return nil }
    return path == cgroup || path.hasPrefix(cgroup + "/") ? process : nil
  }

  /// The kernel makes it anew at each boot; nil without /proc.
  package static let currentBootID: String? = {
    let text = try? FileSystem.readText(bootIDPath, maximumBytes: 64)
    return text.map { String($0.prefix { !$0.isWhitespace }) }
  }()

  private static let bootIDPath = "/proc/sys/kernel/random/boot_id"

  private static func startTime(of processID: pid_t) throws(SystemError) -> Int {
    let path = "/proc/\(processID)/stat"
    let text = try FileSystem.readText(path, maximumBytes: 4096)
    // The second field, the name in parentheses, may hold anything; the third comes after the last parenthesis.
    let fields = text[(text.lastIndex(of: ")") ?? text.endIndex)...].split(separator: " ").dropFirst()
    guard fields.count > 19, let time = Int(fields[fields.startIndex + 19]) else {
      throw SystemError("read", errno: EBADMSG, subject: path)
    }
    return time
  }
}
