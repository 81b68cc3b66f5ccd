/// What the processes of a cgroup and of those below it have used so far. A nil can't be known here.
///
/// The kernel's `Documentation/admin-guide/cgroup-v2.rst` defines the figures.
package struct CgroupUsage: Sendable, Equatable {
  /// Counted in every cgroup, with the cpu controller or without.
  package var userMicroseconds: UInt64?
  package var systemMicroseconds: UInt64?
  /// How long it was held back by a quota. Needs the cpu controller.
  package var throttledMicroseconds: UInt64?
  /// Needs the memory controller and Linux 5.19.
  package var memoryPeakBytes: UInt64?
  /// From and to disks, not the page cache. Need the io controller.
  package var readBytes: UInt64?
  package var writtenBytes: UInt64?
  /// Needs the memory controller.
  package var outOfMemoryKills: UInt64?

  /// Reads four short files.
  package init(of cgroup: Cgroup) {
    let processor = cgroup.keyedValues("cpu.stat")
    userMicroseconds = processor["user_usec"]
    systemMicroseconds = processor["system_usec"]
    throttledMicroseconds = processor["throttled_usec"]
    memoryPeakBytes = cgroup.read("memory.peak").flatMap { UInt64($0.prefix { !$0.isWhitespace }) }
    outOfMemoryKills = cgroup.keyedValues("memory.events")["oom_kill"]
    if let disks = cgroup.read("io.stat") {
      readBytes = Self.sum("rbytes=", in: disks)
      writtenBytes = Self.sum("wbytes=", in: disks)
    }
  }

  /// Over all disks: each has a line such as `8:0 rbytes=90112 wbytes=0 rios=5 …`.
  private static func sum(_ key: String, in disks: String) -> UInt64 {
    disks.split(whereSeparator: \.isWhitespace).reduce(0) { sum, word in
      word.hasPrefix(key) ? sum &+ (UInt64(word.dropFirst(key.count)) ?? 0) : sum
    }
  }
}
