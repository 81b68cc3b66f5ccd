import CroftLinux
import Glibc

/// A directory that looks like a cgroup that may have 1,000 bytes before it is warned.
struct LimitedCgroup {
  let group: Cgroup

  /// - Parameter body: gets one in a directory that is removed afterwards.
  static func with(_ body: (LimitedCgroup) throws -> Void) throws {
    let directory = try FileSystem.temporaryDirectory(prefix: "croft-cgroup-test-")
    defer { try? FileSystem.removeTree(directory) }
    let cgroup = LimitedCgroup(group: Cgroup(path: directory))
    try cgroup.write("memory.high", "1000\n")
    try body(cgroup)
  }

  /// Full to the limit, and warned so often by now.
  func fill(boundBytes: Int, high: Int) throws {
    try write("memory.current", "1000\n")
    try write("memory.stat", "active_file 0\ninactive_file \(1000 - boundBytes)\nslab_reclaimable 0\n")
    try write("memory.events", "low 0\nhigh \(high)\nmax 0\n")
  }

  private func write(_ file: String, _ text: String) throws {
    try FileDescriptor.open("\(group.path)/\(file)", flags: O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600).writeAll(text)
  }
}
