package import Glibc

/// What a process hands on to those it starts, besides its identity: its resource limits and its files' mask.
package struct ProcessSurroundings: Sendable {
  /// By the resource's number (getrlimit(2)); empty: as the caller's.
  package var limits: [rlimit]
  package var fileCreationMask: mode_t

  static let usualMask: mode_t = 0o022

  package init(limits: [rlimit] = [], fileCreationMask: mode_t) {
    self.limits = limits
    self.fileCreationMask = fileCreationMask
  }

  /// Those of a process, so that another can be started as if by it, but with no limit above this process's own.
  /// Another user's takes root.
  ///
  /// - Throws: ESRCH when it has ended.
  package init(of process: ProcessDescriptor) throws(SystemError) {
    let limits = try Self.limits(of: process.processID)
    let mask = Self.mask(of: process.processID)
    // While the process lives its number is its own, so both are its.
    try process.signal(0)
    self.init(limits: limits, fileCreationMask: mask ?? Self.privateMask)
  }

  /// In the order of their numbers, as proc_pid_limits(5) calls them; the table is the kernel's (fs/proc/base.c).
  private static let limitNames = [
    "Max cpu time", "Max file size", "Max data size", "Max stack size", "Max core file size", "Max resident set",
    "Max processes", "Max open files", "Max locked memory", "Max address space", "Max file locks",
    "Max pending signals", "Max msgqueue size", "Max nice priority", "Max realtime priority", "Max realtime timeout",
  ]

  /// From lines such as "Max open files            1024                 524288               files".
  private static func limits(of processID: pid_t) throws(SystemError) -> [rlimit] {
    let path = "/proc/\(processID)/limits"
    let lines = try FileSystem.readText(path, maximumBytes: 1 << 16).split(separator: "\n")
    var limits: [rlimit] = []
    for (resource, name) in limitNames.enumerated() {
      let words = lines.first { $0.hasPrefix(name + " ") }?.dropFirst(name.count).split(separator: " ") ?? []
      var own = rlimit()
      guard words.count >= 2, let soft = limit(words[0]), let hard = limit(words[1]),
        getrlimit(__rlimit_resource_t(UInt32(resource)), &own) == 0
      else { throw SystemError("read", errno: EBADMSG, subject: "\(name) in \(path)") }
      limits.append(rlimit(rlim_cur: min(soft, own.rlim_max), rlim_max: min(hard, own.rlim_max)))
    }
    return limits
  }

  /// RLIM_INFINITY, all bits set, is the largest there is.
  private static func limit(_ word: Substring) -> rlim_t? { word == "unlimited" ? .max : rlim_t(word) }

  /// This process's own. umask(2) can only be asked by changing it, which other threads' files would feel.
  package static var ownMask: mode_t { mask(of: getpid()) ?? privateMask }

  /// For who doesn't say: what others may not read can't be made unread.
  package static let privateMask: mode_t = 0o077

  /// From the line "Umask:  0022" of proc_pid_status(5); nil before Linux 4.7.
  private static func mask(of processID: pid_t) -> mode_t? {
    let status = try? FileSystem.readText("/proc/\(processID)/status", maximumBytes: 1 << 16)
    let line = status?.split(separator: "\n").first { $0.hasPrefix("Umask:") }
    return line?.split(whereSeparator: \.isWhitespace).last.flatMap { mode_t($0, radix: 8) }
  }
}
