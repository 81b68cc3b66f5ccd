import CroftLinux

/// What an executor used in its life. A nil can't be known here.
struct ExecutorUsage: Sendable, Equatable {
  /// Who counted.
  enum Source: String, Sendable {
    /// The cgroup: every process that lived in it.
    case cgroup
    /// The kernel for the parent of the executor's process: that process, and those that it has waited for.
    case process
  }

  /// In user and in system mode together.
  var processorMicroseconds: UInt64?
  var userMicroseconds: UInt64?
  var systemMicroseconds: UInt64?
  var processorSource: Source?
  /// Counted by the process it is the largest resident set, without the page cache.
  var memoryPeakBytes: UInt64?
  var memorySource: Source?
  /// From and to disks.
  var readBytes: UInt64?
  var writtenBytes: UInt64?
  var diskSource: Source?
  /// How long a quota held it back.
  var throttledMicroseconds: UInt64?
  var outOfMemoryKills: UInt64?

  /// Each figure from the cgroup, or where that doesn't count it from the process.
  init(_ cgroup: CgroupUsage?, _ process: ProcessUsage?) {
    (userMicroseconds, processorSource) = Self.first(cgroup?.userMicroseconds, process?.userMicroseconds)
    systemMicroseconds = cgroup?.systemMicroseconds ?? process?.systemMicroseconds
    if let userMicroseconds, let systemMicroseconds { processorMicroseconds = userMicroseconds + systemMicroseconds }
    (memoryPeakBytes, memorySource) = Self.first(cgroup?.memoryPeakBytes, process?.maximumResidentBytes)
    (readBytes, diskSource) = Self.first(cgroup?.readBytes, process?.readBytes)
    writtenBytes = cgroup?.writtenBytes ?? process?.writtenBytes
    throttledMicroseconds = cgroup?.throttledMicroseconds
    outOfMemoryKills = cgroup?.outOfMemoryKills
  }

  private static func first(_ cgroup: UInt64?, _ process: UInt64?) -> (UInt64?, Source?) {
    if let cgroup { return (cgroup, .cgroup) }
    return (process, process == nil ? nil : .process)
  }
}
