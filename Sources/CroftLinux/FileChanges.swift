import Glibc

/// Tells when a file's content changes, by inotify(7). The kernel's own files count that say so in their documentation,
/// such as a cgroup's `memory.events`, also below a directory that isn't the caller's.
///
/// Watch ``descriptor`` for `EventLoop.Interest.readable`, and call ``acknowledge()`` each time.
package final class FileChanges: Sendable {
  package let descriptor: FileDescriptor

  /// - Throws: why the file can't be read, or that this user watches too many things already (EMFILE, ENOSPC).
  package init(of path: String) throws(SystemError) {
    descriptor = FileDescriptor(
      adopting: try checked("inotify_init1") { inotify_init1(CInt(IN_CLOEXEC | IN_NONBLOCK)) })
    try checked("inotify_add_watch", path) {
      inotify_add_watch(descriptor.rawValue, path, UInt32(IN_MODIFY))
    }
  }

  /// Forgets the changes so far. What they were isn't told: the file says it.
  package func acknowledge() {
    // A change of a file that is watched by itself takes 16 bytes, and equal ones in a row are one.
    withUnsafeTemporaryAllocation(byteCount: 512, alignment: 8) { buffer in
      // When nothing is left, the read would block, which is an error like any other.
      while let count = try? descriptor.read(into: buffer), count > 0 {}
    }
  }
}
