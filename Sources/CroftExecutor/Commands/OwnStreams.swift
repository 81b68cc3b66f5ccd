import CroftLinux
import Glibc
import Synchronization

/// This process's own standard output and error, for what commands print.
///
/// A command's lines go out with nothing of others between them. What a slow reader leaves of them waits here, before
/// all that comes later, while the lock is free: nobody waits for a reader with it.
final class OwnStreams: Sendable {
  fileprivate struct Stream {
    let descriptor: FileDescriptor
    /// As much as was written at once, at most.
    var waiting: [UInt8] = []
  }

  /// By stream; empty until a command first prints.
  private let streams: Mutex<[Stream]>

  init() { streams = Mutex([]) }

  /// Others in their place.
  init(output: FileDescriptor, errors: FileDescriptor) {
    streams = Mutex([Stream(descriptor: output), Stream(descriptor: errors)])
  }

  /// Writes all pieces, or keeps what isn't taken at once for the next who writes. What nobody reads is dropped.
  ///
  /// - Parameter waitsOn: asked while what has come before isn't taken; where it says no, the pieces are dropped.
  func write(_ pieces: [UnsafeRawBufferPointer], to stream: CommandStream, _ waitsOn: WaitsOn) {
    while let blocked = tryWriting(pieces, to: stream), waitsOn() { _ = AttemptTerm.wait(for: blocked, POLLOUT) }
  }

  /// Waits until nothing is left to write.
  func flush(_ stream: CommandStream, _ waitsOn: WaitsOn) { write([], to: stream, waitsOn) }

  /// - Returns: what takes nothing more for now; nil when the pieces are dealt with.
  private func tryWriting(_ pieces: [UnsafeRawBufferPointer], to stream: CommandStream) -> FileDescriptor? {
    streams.withLock { streams -> FileDescriptor? in
      if streams.isEmpty { streams = Self.own }
      guard stream.rawValue < streams.count else { return nil }
      streams[stream.rawValue].flush()
      guard streams[stream.rawValue].waiting.isEmpty else { return streams[stream.rawValue].descriptor }
      for piece in pieces { streams[stream.rawValue].write(piece) }
      return nil
    }
  }

  private static var own: [Stream] {
    (try? [STDOUT_FILENO, STDERR_FILENO].map { Stream(descriptor: try own($0)) }) ?? []
  }

  /// A pipe or a terminal is opened once more, to be non-blocking: what is set at a descriptor holds for all processes
  /// that share it. Where it belongs to another user, it blocks.
  private static func own(_ number: CInt) throws(SystemError) -> FileDescriptor {
    var status = stat()
    if fstat(number, &status) == 0, [S_IFIFO, S_IFCHR].contains(status.st_mode & S_IFMT),
      let own = try? FileDescriptor.open("/proc/self/fd/\(number)", flags: O_WRONLY | O_NONBLOCK | O_NOCTTY)
    {
      return own
    }
    return try FileDescriptor(duplicating: number)
  }
}

extension OwnStreams.Stream {
  fileprivate mutating func flush() {
    guard !waiting.isEmpty else { return }
    let bytes = exchange(&waiting, with: [])
    bytes.withUnsafeBytes { write($0) }
  }

  /// Writes what is taken, and keeps the rest.
  fileprivate mutating func write(_ bytes: UnsafeRawBufferPointer) {
    var rest = bytes[...]
    while waiting.isEmpty, !rest.isEmpty {
      do throws(SystemError) {
        rest = rest.dropFirst(try descriptor.writeUnsignalled(UnsafeRawBufferPointer(rebasing: rest)))
      } catch {
        guard error.wouldBlock else { return }
        waiting += rest
        return
      }
    }
    waiting += rest
  }
}
