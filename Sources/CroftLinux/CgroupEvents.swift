import Glibc

/// Tells when one of a cgroup's files of events changes, also for what the caller didn't fork.
///
/// Watch ``descriptor`` for `EventLoop.Interest.priority`, and call ``values()`` each time, which also asks for the
/// next change. Only the kernel's cgroup file system tells changes; a plain directory is an error at the watch.
package final class CgroupEvents: Sendable {
  package enum File: String, Sendable {
    /// `populated`: whether a process lives in the cgroup or below it.
    case life = "cgroup.events"
    /// `high`, `oom_kill`: how often a limit on memory was felt, here or below. Needs the memory controller.
    case memory = "memory.events"
  }

  package let descriptor: FileDescriptor

  package init(_ cgroup: Cgroup, _ file: File = .life) throws(SystemError) {
    descriptor = try FileDescriptor.open("\(cgroup.path)/\(file.rawValue)", flags: O_RDONLY)
  }

  /// What the file says now. A cgroup that has been removed (ENODEV) has no values.
  package func values() throws(SystemError) -> [String: UInt64] {
    // Up to eight short lines; a later kernel may add a few.
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1024, alignment: 1)
    defer { buffer.deallocate() }
    do {
      let count = try descriptor.pread(into: buffer, at: 0)
      return Cgroup.keyedValues(in: String(decoding: buffer[..<count], as: UTF8.self))
    } catch let error where error.errno == ENODEV {
      return [:]
    }
  }

  /// Whether a process lives in the cgroup or below it, by the file ``File/life``.
  package func isPopulated() throws(SystemError) -> Bool { try values()["populated"] == 1 }
}
