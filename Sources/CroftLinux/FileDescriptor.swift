import CLinux
package import Glibc

/// An open file descriptor that is closed when its last reference goes.
///
/// Every descriptor that Croft opens is close-on-exec: an executor inherits only what it is given.
package final class FileDescriptor: Sendable {
  package let rawValue: CInt

  /// Takes over the ownership of an open descriptor.
  package init(adopting rawValue: CInt) {
    self.rawValue = rawValue
  }

  /// Makes an own copy of a descriptor that belongs to somebody else, such as standard output.
  package init(duplicating rawValue: CInt) throws(SystemError) {
    self.rawValue = try checked("fcntl", "descriptor \(rawValue)") { fcntl(rawValue, F_DUPFD_CLOEXEC, 0) }
  }

  // close(2): Linux frees the descriptor even when it reports an error, so there is nothing to try again.
  deinit { close(rawValue) }

  package static func open(
    _ path: String, flags: CInt, mode: mode_t = 0
  ) throws(SystemError) -> FileDescriptor {
    FileDescriptor(adopting: try checked("open", path) { Glibc.open(path, flags | O_CLOEXEC, mode) })
  }

  /// A new file for reading and writing that has no name, so that it is gone with its last user, however that ends.
  package static func openUnnamed(in directory: String) throws(SystemError) -> FileDescriptor {
    // mkstemp(3) and unlink(2), because not every file system knows O_TMPFILE.
    var template = Array("\(directory)/unnamed-XXXXXX".utf8CString)
    let descriptor = FileDescriptor(adopting: try checked("mkstemp", directory) { mkstemp(&template) })
    try checked("fcntl") { fcntl(descriptor.rawValue, F_SETFD, FD_CLOEXEC) }
    try checked("unlink", directory) { unlink(template) }
    return descriptor
  }

  /// Cuts the file off after `length` bytes; what is written next follows there.
  package func cut(after length: Int) throws(SystemError) {
    try checked("ftruncate") { ftruncate(rawValue, off_t(length)) }
    try checked("lseek") { lseek(rawValue, off_t(length), SEEK_SET) }
  }

  package func setNonBlocking() throws(SystemError) {
    let flags = try checked("fcntl") { fcntl(rawValue, F_GETFL) }
    try checked("fcntl") { fcntl(rawValue, F_SETFL, flags | O_NONBLOCK) }
  }

  package func setBlocking() throws(SystemError) {
    let flags = try checked("fcntl") { fcntl(rawValue, F_GETFL) }
    try checked("fcntl") { fcntl(rawValue, F_SETFL, flags & ~O_NONBLOCK) }
  }

  /// The close-on-exec ends of a new pipe.
  package static func pipe() throws(SystemError) -> (reading: FileDescriptor, writing: FileDescriptor) {
    var ends: (CInt, CInt) = (-1, -1)
    try checked("pipe") {
      withUnsafeMutableBytes(of: &ends) { pipe2($0.assumingMemoryBound(to: CInt.self).baseAddress, O_CLOEXEC) }
    }
    return (FileDescriptor(adopting: ends.0), FileDescriptor(adopting: ends.1))
  }

  /// How many bytes a pipe holds at most; -1 for what is no pipe.
  package var pipeCapacity: Int {
    // fcntl(2): F_GETPIPE_SZ, which doesn't come to Swift.
    Int(fcntl(rawValue, 1032))
  }
}

// MARK: - Reading and writing

extension FileDescriptor {
  /// Reads what is there, up to the buffer's size; 0 at the end of the file.
  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
    try checked("read") { Glibc.read(rawValue, buffer.baseAddress, buffer.count) }
  }

  package func pread(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(SystemError) -> Int {
    try checked("pread") { Glibc.pread(rawValue, buffer.baseAddress, buffer.count, offset) }
  }

  /// Reads to the end of the file, at most `maximumBytes`: a longer file is EFBIG.
  package func readAll(maximumBytes: Int) throws(SystemError) -> [UInt8] {
    var content: [UInt8] = []
    // A page holds any file of /proc or a cgroup that Croft reads, so most are done in one turn.
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 1)
    defer { chunk.deallocate() }
    while true {
      let count = try read(into: chunk)
      if count == 0 { return content }
      guard content.count + count <= maximumBytes else { throw SystemError("read", errno: EFBIG) }
      content.append(contentsOf: chunk[..<count])
    }
  }

  /// Reads the first bytes of a file; fewer than `maximumBytes` only if there are no more.
  package func readBeginning(maximumBytes: Int) throws(SystemError) -> [UInt8] {
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: maximumBytes, alignment: 1)
    defer { room.deallocate() }
    var count = 0
    while count < maximumBytes {
      let read = try pread(into: UnsafeMutableRawBufferPointer(rebasing: room[count...]), at: count)
      if read == 0 { break }
      count += read
    }
    return Array(room[..<count])
  }

  /// Writes what fits, and tells how much that was.
  package func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) -> Int {
    try checked("write") { Glibc.write(rawValue, bytes.baseAddress, bytes.count) }
  }

  /// Writes everything. For blocking descriptors: a non-blocking one may stop in the middle with EAGAIN.
  package func writeAll(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = try write(UnsafeRawBufferPointer(rebasing: rest))
      rest = rest.dropFirst(written)
    }
  }

  package func writeAll(_ text: String) throws(SystemError) {
    try writeBytes(of: text) { (bytes) throws(SystemError) in try writeAll(bytes) }
  }

  private func writeBytes(
    of text: String, _ body: (UnsafeRawBufferPointer) throws(SystemError) -> Void
  ) throws(SystemError) {
    var text = text
    let outcome = text.withUTF8 { bytes in
      Result { () throws(SystemError) in try body(UnsafeRawBufferPointer(bytes)) }
    }
    try outcome.get()
  }
}
