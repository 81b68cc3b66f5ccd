import Glibc

/// Tells when a cgroup's last process has gone, also one that the caller didn't fork.
///
/// Watch ``descriptor`` for `EventLoop.Interest.priority`, and call ``isPopulated()`` each time, which also asks for
/// the next change. Only the kernel's cgroup file system tells changes; a plain directory is an error at the watch.
package final class CgroupEvents: Sendable {
  package let descriptor: FileDescriptor

  package init(_ cgroup: Cgroup) throws(SystemError) {
    descriptor = try FileDescriptor.open("\(cgroup.path)/cgroup.events", flags: O_RDONLY)
  }

  /// Whether a process lives in the cgroup or below it. A cgroup that has been removed (ENODEV) holds none.
  package func isPopulated() throws(SystemError) -> Bool {
    // Two short lines, `populated` and `frozen`; a later kernel may add a few.
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 512, alignment: 1)
    defer { buffer.deallocate() }
    do {
      let count = try descriptor.pread(into: buffer, at: 0)
      return String(decoding: buffer[..<count], as: UTF8.self).split(separator: "\n").contains("populated 1")
    } catch let error where error.errno == ENODEV {
      return false
    }
  }
}
