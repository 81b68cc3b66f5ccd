import Glibc

/// A stored broadcast value, mapped until the last reference goes.
///
/// Here rather than behind `TaskServices`, because user code reads a broadcast with nothing but its handle.
final class BroadcastFile: Sendable {
  nonisolated(unsafe) let bytes: UnsafeRawBufferPointer  // Never written through this mapping.

  /// - Throws: `BroadcastUnavailable`.
  init(path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.failure(path) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Self.failure(path) }
    let size = Int(status.st_size)
    // mmap(2) refuses a length of 0; a whole file is never empty.
    guard size > 0 else { throw BroadcastUnavailable(path: path, reason: "the file is empty") }
    guard let start = mmap(nil, size, PROT_READ, MAP_SHARED, descriptor, 0), start != MAP_FAILED
    else {
      throw Self.failure(path)
    }
    bytes = UnsafeRawBufferPointer(start: start, count: size)
  }

  deinit { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress!), bytes.count) }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  static func remove(_ path: String) { unlink(path) }

  private static func failure(_ path: String) -> BroadcastUnavailable {
    BroadcastUnavailable(path: path, reason: String(cString: strerror(errno)))
  }
}
