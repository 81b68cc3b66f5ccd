import CroftLinux

/// A process' memory as /proc tells it (proc(5)).
enum ProcessMemory {
  /// - Parameters:
  ///   - process: a process id, or "self".
  ///   - field: `VmRSS` for what it holds now, `VmHWM` for the most it ever held.
  static func bytes(of process: String, _ field: String) throws -> Int {
    try number(of: process, field) * 1024
  }

  /// A number from the process' status.
  static func number(of process: String, _ field: String) throws -> Int {
    let status = try FileSystem.readText("/proc/\(process)/status", maximumBytes: 1 << 16)
    for line in status.split(separator: "\n") where line.hasPrefix(field + ":") {
      if let number = Int(line.filter { $0.isNumber }) { return number }
    }
    throw WrongResult("/proc/\(process)/status has no \(field)")
  }
}
