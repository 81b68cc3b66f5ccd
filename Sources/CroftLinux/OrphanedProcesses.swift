import CLinux
import Glibc
import Synchronization

/// What every descendant of a process is known by, also one that has left its session and its parent: a limit on the
/// time of real-time processes, of a hundred thousand years and more, which hinders nobody and which fork and exec hand
/// on.
package struct ProcessMark: Sendable, Equatable {
  fileprivate static let next = Atomic<UInt64>(1)
  static let resource = __rlimit_resource_t(15)  // RLIMIT_RTTIME, which doesn't come to Swift.

  let value: UInt64

  /// One that no other process of this one's has; nil where this process's own limit leaves no room for it.
  package static func unique() -> ProcessMark? {
    var own = rlimit()
    guard getrlimit(resource, &own) == 0 else { return nil }
    let (value, hasNone) = min(UInt64(own.rlim_max), 1 << 62)
      .subtractingReportingOverflow(next.wrappingAdd(1, ordering: .relaxed).oldValue)
    return hasNone || value < 1 << 61 ? nil : ProcessMark(value: value)
  }
}

/// Descendants of this process that have lost their parents, such as daemons that fork twice. They become its children,
/// which it has to end and to reap.
package enum OrphanedProcesses {
  /// From now on orphans come to this process, and no longer to the first process of the machine.
  package static func adopt() throws(SystemError) { try checked("prctl") { croft_prctl(PR_SET_CHILD_SUBREAPER, 1) } }

  /// Kills all with a mark, and those that they leave behind, and reaps them. Returns when there are none.
  ///
  /// Costs one small read where there are none. A kernel without `/proc/<pid>/task/<tid>/children` tells nothing.
  ///
  /// - Parameter ended: told what each used in its life.
  package static func end(_ mark: ProcessMark, list: FileDescriptor, ended: (ProcessUsage) -> Void) {
    var isAnyLeft = true
    while isAnyLeft {
      isAnyLeft = false
      for processID in children(list) where has(mark, processID) {
        // A child keeps its number until it is reaped, which happens here alone.
        guard let process = try? ProcessDescriptor(ofProcess: processID), has(mark, processID) else { continue }
        try? process.signal(SIGKILL)
        guard let end = try? process.waitForEnd(blocking: true) else { continue }
        ended(end.usage)
        isAnyLeft = true
      }
    }
  }

  /// The list of those that have come to this process: the children of its first thread. Others belong to the threads
  /// that started them.
  package static func list() throws(SystemError) -> FileDescriptor {
    let process = getpid()
    return try FileDescriptor.open("/proc/\(process)/task/\(process)/children", flags: O_RDONLY)
  }

  /// Kept short by ending them: a few at a time, unless a command leaves thousands, whose rest the next look shows.
  private static let lookBytes = 4096

  private static func children(_ list: FileDescriptor) -> [pid_t] {
    withUnsafeTemporaryAllocation(byteCount: lookBytes, alignment: 1) { buffer in
      guard let count = try? list.pread(into: buffer, at: 0), count > 0 else { return [] }
      let text = String(decoding: buffer[..<count], as: UTF8.self)
      // The last one may be cut.
      let whole = count < buffer.count ? text[...] : text[...].dropLast(while: { $0 != " " })
      return whole.split(separator: " ").compactMap { pid_t($0) }
    }
  }

  private static func has(_ mark: ProcessMark, _ processID: pid_t) -> Bool {
    var limit = rlimit()
    return prlimit(processID, __rlimit_resource(UInt32(ProcessMark.resource)), nil, &limit) == 0
      && limit.rlim_max == mark.value
  }
}

extension Substring {
  fileprivate func dropLast(while condition: (Character) -> Bool) -> Substring {
    self[..<(lastIndex { !condition($0) }.map { index(after: $0) } ?? startIndex)]
  }
}
