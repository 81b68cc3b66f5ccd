import Glibc

/// Tells when the life in a cgroup begins or ends (`cgroup.events`), also of what the caller didn't fork.
///
/// Watch ``descriptor`` for `EventLoop.Interest.priority`, and call ``isPopulated()`` each time, which also asks for
/// the next change. Only the kernel's cgroup file system tells changes; a plain directory is an error at the watch.
package final class CgroupEvents: Sendable {
  package let descriptor: FileDescriptor

  package init(_ cgroup: Cgroup) throws(SystemError) {
    descriptor = try FileDescriptor.open("\(cgroup.path)/cgroup.events", flags: O_RDONLY)
  }

  /// Whether a process lives in the cgroup or below it. Nobody does in a cgroup that has been removed (ENODEV).
  package func isPopulated() throws(SystemError) -> Bool {
    // Two short lines; a later kernel may add a few.
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1024, alignment: 1)
    defer { buffer.deallocate() }
    do {
      let count = try descriptor.pread(into: buffer, at: 0)
      return buffer[..<count].split(separator: UInt8(ascii: "\n")).contains { $0.elementsEqual("populated 1".utf8) }
    } catch let error where error.errno == ENODEV {
      return false
    }
  }
}
