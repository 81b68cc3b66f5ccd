import CroftLinux
import Glibc
import Synchronization

/// This process's own standard output and error, for what commands print.
final class OwnStreams: Sendable {
  /// By stream; empty until a command first prints. Locked while a command's lines are written.
  private let descriptors: Mutex<[FileDescriptor]>

  init() { descriptors = Mutex([]) }

  /// Others in their place.
  init(output: FileDescriptor, errors: FileDescriptor) { descriptors = Mutex([output, errors]) }

  /// Writes all pieces with nothing of others between them. What nobody reads any more is dropped.
  func write(_ pieces: [UnsafeRawBufferPointer], to stream: CommandStream) {
    descriptors.withLock { descriptors in
      if descriptors.isEmpty { descriptors = Self.own }
      guard stream.rawValue < descriptors.count else { return }
      for piece in pieces {
        var rest = piece[...]
        while !rest.isEmpty, let count = write(UnsafeRawBufferPointer(rebasing: rest), to: descriptors[stream.rawValue])
        {
          rest = rest.dropFirst(count)
        }
      }
    }
  }

  private static var own: [FileDescriptor] {
    (try? [FileDescriptor(duplicating: STDOUT_FILENO), FileDescriptor(duplicating: STDERR_FILENO)]) ?? []
  }

  /// How much was written; nil when nothing can be any more.
  private func write(_ bytes: UnsafeRawBufferPointer, to descriptor: FileDescriptor) -> Int? {
    do {
      return try descriptor.writeUnsignalled(bytes)
    } catch {
      guard error.wouldBlock else { return nil }
      // Another process may have made it non-blocking: all that share a terminal share that, too.
      var entry = pollfd(fd: descriptor.rawValue, events: Int16(POLLOUT), revents: 0)
      poll(&entry, 1, -1)
      return 0
    }
  }
}
