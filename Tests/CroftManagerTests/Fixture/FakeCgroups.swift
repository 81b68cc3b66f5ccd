import CroftLinux
import Glibc

@testable import CroftManager

/// A tree of plain directories that looks like the kernel's: what is written where can be read again.
struct FakeCgroups {
  static let controllers = "memory cpu pids io cpuset"

  let pool: Cgroup

  /// - Parameter missing: Files that the kernel doesn't have here.
  init(_ path: String, missing: Set<String> = [], processors: String = "0-7") throws(SystemError) {
    pool = Cgroup(path: path)
    try FileSystem.createDirectory(path, mode: 0o755, parents: true)
    try Self.fill(pool, missing: missing)
    try Self.write("\(processors)\n", to: "cpuset.cpus.effective", of: pool)
  }

  /// - Parameter removing: Is told of each that is removed, before it is.
  func tree(missing: Set<String> = [], removing: @escaping @Sendable (Cgroup) -> Void = { _ in }) -> CgroupTree {
    CgroupTree(
      pool: pool, isOwn: false,
      directories: CgroupDirectories(
        create: { (name, parent) throws(SystemError) in
          let child = try parent.createChild(name)
          try Self.fill(child, missing: missing)
          return child
        },
        remove: { (cgroup) throws(SystemError) in
          removing(cgroup)
          try FileSystem.removeTree(cgroup.path)
        }))
  }

  /// What was written to the file last: the first line, since plain files keep the rest of what was longer.
  static func written(_ file: String, _ cgroup: Cgroup) -> String? {
    cgroup.read(file).map { String($0.prefix { $0 != "\n" }) }
  }

  static func write(_ text: String, to file: String, of cgroup: Cgroup) throws(SystemError) {
    try FileDescriptor.open("\(cgroup.path)/\(file)", flags: O_WRONLY | O_CREAT | O_TRUNC, mode: 0o644).writeAll(text)
  }

  private static func fill(_ cgroup: Cgroup, missing: Set<String>) throws(SystemError) {
    let files = [
      "cgroup.procs": "", "cgroup.controllers": controllers, "cgroup.subtree_control": "",
      "cgroup.events": "populated 0\n", "cgroup.kill": "", "cgroup.max.descendants": "",
      "cgroup.stat": "nr_descendants 1\n", "memory.max": "", "memory.high": "", "memory.swap.max": "",
      "memory.oom.group": "", "cpu.weight": "", "cpu.max": "", "cpuset.cpus": "", "pids.max": "", "io.weight": "",
      "io.max": "",
    ]
    for (file, content) in files where !missing.contains(file) { try write(content, to: file, of: cgroup) }
  }
}
