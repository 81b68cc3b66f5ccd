extension Cgroup {
  /// The memory limit of this process' cgroup in version 1's hierarchy, for machines that have not moved yet; nil where
  /// there is none.
  ///
  /// - Parameter root: where the memory controller's hierarchy is mounted.
  package static func legacyMemoryLimit(
    root: String = "/sys/fs/cgroup/memory", processCgroup: String = "/proc/self/cgroup"
  ) -> Int? {
    // A page or two of short lines.
    guard let list = try? FileSystem.readText(processCgroup, maximumBytes: 1 << 16) else { return nil }
    // cgroups(7): "ID:controllers:/path".
    let lines = list.split(separator: "\n").map { $0.split(separator: ":", maxSplits: 2) }
    guard let line = lines.first(where: { $0.count == 3 && $0[1].split(separator: ",").contains("memory") }) else {
      return nil
    }
    let limit = Cgroup(path: root + line[2]).read("memory.limit_in_bytes")
    // "No limit" is the largest multiple of a page below 2^63.
    return limit.flatMap { Int($0.prefix { !$0.isWhitespace }) }.flatMap { $0 < 1 << 60 ? $0 : nil }
  }
}
