import CLinux
import Glibc
import Synchronization

/// Wakes an event loop from any thread. Wakes that come before the loop has seen the first are one.
package final class Waker: Sendable {
  /// Readable from a wake until it is acknowledged.
  package let descriptor: FileDescriptor
  private let isPending = Atomic(false)

  package init() throws(SystemError) {
    descriptor = FileDescriptor(
      adopting: try checked("eventfd") { eventfd(0, CInt(EFD_CLOEXEC | EFD_NONBLOCK)) })
  }

  package func wake() {
    // The release half publishes what the caller wrote before; the loop acquires it in `acknowledge`.
    guard !isPending.exchange(true, ordering: .acquiringAndReleasing) else { return }
    // A full counter (EAGAIN) has woken the loop already.
    eventfd_write(descriptor.rawValue, 1)
  }

  /// Called by the loop before it looks at what it was woken for, so that a later wake is never lost.
  package func acknowledge() {
    var count: eventfd_t = 0
    eventfd_read(descriptor.rawValue, &count)
    _ = isPending.exchange(false, ordering: .acquiringAndReleasing)
  }
}
