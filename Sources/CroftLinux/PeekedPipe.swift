import CLinux
import Glibc

/// A pipe whose reader looks at what is in it first, and takes it out when it has dealt with it. What a reader that is
/// killed had not finished is still there for the next.
package final class PeekedPipe: Sendable {
  private let pipe: FileDescriptor
  /// Holds references to the pages that are looked at, for the length of a look.
  private let copy: (reading: FileDescriptor, writing: FileDescriptor)
  private let epoll: FileDescriptor

  /// - Parameter pipe: an end to read from; its own blocking or non-blocking mode doesn't matter.
  package init(_ pipe: FileDescriptor) throws(SystemError) {
    self.pipe = pipe
    copy = try FileDescriptor.pipe()
    epoll = FileDescriptor(adopting: try checked("epoll_create1") { epoll_create1(CInt(EPOLL_CLOEXEC)) })
    var event = epoll_event()
    // By the edge: each write wakes, also while something that can't be dealt with yet stays in the pipe.
    event.events = EPOLLIN.rawValue | EPOLLET.rawValue
    try checked("epoll_ctl") { epoll_ctl(epoll.rawValue, EPOLL_CTL_ADD, pipe.rawValue, &event) }
  }

  /// Whether something is in the pipe. One system call.
  package var isEmpty: Bool {
    var entry = pollfd(fd: pipe.rawValue, events: Int16(POLLIN), revents: 0)
    return poll(&entry, 1, 0) == 0
  }

  /// How much may be left in the pipe for later without its being full, which would leave a writer waiting.
  ///
  /// Two neighbouring pages hold more than one page together, or the second write would have gone to the first page.
  package var spareBytes: Int {
    let (sizes, page) = ([pipe, copy.writing].map(\.pipeCapacity), Int(getpagesize()))
    return sizes.allSatisfy { $0 >= 2 * page } ? page : 0
  }

  /// Waits until something has been written since the last wait. It may also come back for no reason.
  package func wait() {
    var event = epoll_event()
    epoll_wait(epoll.rawValue, &event, 1, -1)
  }

  /// Copies the beginning of what is in the pipe; 0 when it is empty. One caller at a time.
  package func peek(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
    let count: Int
    do {
      // splice(2): SPLICE_F_NONBLOCK.
      count = try checked("tee") { tee(pipe.rawValue, copy.writing.rawValue, buffer.count, 2) }
    } catch {
      if error.wouldBlock { return 0 }
      throw error
    }
    var copied = 0
    while copied < count {
      copied += try copy.reading.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[copied..<count]))
    }
    return count
  }

  /// Takes out bytes that have been looked at. One caller at a time, the same as of ``peek(into:)``.
  package func discard(_ count: Int) throws(SystemError) {
    try withUnsafeTemporaryAllocationThrowing(byteCount: 4096) { buffer throws(SystemError) in
      var rest = count
      while rest > 0 {
        let taken = try pipe.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(rest, buffer.count)]))
        guard taken > 0 else { return }
        rest -= taken
      }
    }
  }

  /// The library's own can't throw typed errors.
  private func withUnsafeTemporaryAllocationThrowing(
    byteCount: Int, _ body: (UnsafeMutableRawBufferPointer) throws(SystemError) -> Void
  ) throws(SystemError) {
    let outcome = withUnsafeTemporaryAllocation(byteCount: byteCount, alignment: 1) { buffer in
      Result { () throws(SystemError) in try body(buffer) }
    }
    try outcome.get()
  }
}
