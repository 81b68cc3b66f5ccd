import CLinux
import Glibc
import Synchronization

/// Descendants of this process that have lost their parents, such as daemons that fork twice. They become its children,
/// which it has to end and to reap.
package enum OrphanedProcesses {
  /// How many have been reaped. The kernel's list leaves some out when others go from it while it is read.
  private static let reapedCount = Atomic<UInt64>(0)

  /// From now on orphans come to this process, and no longer to the first process of the machine.
  package static func adopt() throws(SystemError) { try checked("prctl") { croft_prctl(PR_SET_CHILD_SUBREAPER, 1) } }

  /// The list of those that have come to this process: the children of its first thread. Others belong to the threads
  /// that started them. A kernel without `/proc/<pid>/task/<tid>/children` has none.
  package static func list() throws(SystemError) -> FileDescriptor {
    let process = getpid()
    return try FileDescriptor.open("/proc/\(process)/task/\(process)/children", flags: O_RDONLY)
  }

  /// Reaps those with a mark that have ended by themselves. Costs one small read where there are none.
  ///
  /// - Parameter ended: told what each used in its life.
  package static func reap(_ mark: ProcessMark, list: FileDescriptor, ended: (ProcessUsage) -> Void) {
    for processID in children(list) where mark.covers(processID) {
      var usage = rusage()
      // A child keeps its number until it is reaped, and those with a mark are so by its owner alone.
      guard (try? checked("wait4") { wait4(processID, nil, WNOHANG, &usage) }) == processID else { continue }
      reapedCount.add(1, ordering: .relaxed)
      ended(ProcessUsage(usage))
    }
  }

  /// Kills all with a mark, and those that they leave behind, and reaps them. Returns when there are none.
  ///
  /// Costs one small read where there are none.
  ///
  /// - Parameter ended: told what each used in its life.
  package static func end(_ mark: ProcessMark, list: FileDescriptor, ended: (ProcessUsage) -> Void) {
    while true {
      let before = reapedCount.load(ordering: .relaxed)
      let children = children(list)
      if children.isEmpty { return }
      for processID in children where mark.covers(processID) {
        // As for `reap`, so that the number is still the process's.
        guard let process = try? ProcessDescriptor(ofProcess: processID), mark.covers(processID) else { continue }
        try? process.signal(SIGKILL)
        guard let end = try? process.waitForEnd(blocking: true) else { continue }
        reapedCount.add(1, ordering: .relaxed)
        ended(end.usage)
      }
      if reapedCount.load(ordering: .relaxed) == before { return }
    }
  }

  /// Kills all with one of some marks, and those that they leave behind, and waits until they have ended. Reaps none:
  /// that is for the marks' owners.
  ///
  /// - Parameter deadline: the moment on the monotonic clock at which to give up.
  package static func kill(_ marks: [ProcessMark], list: FileDescriptor, untilNanoseconds deadline: UInt64) {
    var last: ProcessDescriptor?
    repeat {
      last = nil
      for processID in children(list) {
        guard hasAny(of: marks, processID), let process = try? ProcessDescriptor(ofProcess: processID),
          !process.waitUntilEnded(untilNanoseconds: 0),
          // Its owner may have reaped it, and the number be another's, before it was taken hold of.
          hasAny(of: marks, processID)
        else { continue }
        try? process.signal(SIGKILL)
        last = process
      }
      // Its children may be on the list when it has ended.
    } while last?.waitUntilEnded(untilNanoseconds: deadline) == true
  }

  private static func hasAny(of marks: [ProcessMark], _ processID: pid_t) -> Bool {
    guard let limit = ProcessMark.limit(of: processID) else { return false }
    return marks.contains { $0.covers(limit: limit) }
  }

  /// As much as the kernel gives at once.
  private static let lookBytes = 4096

  private static func children(_ list: FileDescriptor) -> [pid_t] {
    withUnsafeTemporaryAllocation(byteCount: lookBytes, alignment: 1) { buffer in
      var processes: [pid_t] = []
      var (offset, number) = (0, pid_t(0))
      while let count = try? list.pread(into: buffer, at: offset), count > 0 {
        offset += count
        // "NUMBER NUMBER …", with a space behind each. What changes between two reads may make nonsense of one number,
        // which then has no mark.
        for byte in buffer[..<count] {
          if byte == UInt8(ascii: " ") {
            processes.append(number)
            number = 0
          } else {
            number = number &* 10 &+ pid_t(byte &- UInt8(ascii: "0"))
          }
        }
      }
      return processes
    }
  }
}
