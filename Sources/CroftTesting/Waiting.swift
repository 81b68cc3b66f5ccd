package import CroftLinux
import Glibc

/// Runs what blocks on a thread of its own, so that it keeps no other test from running.
func onThread<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
  try await withCheckedThrowingContinuation { continuation in
    do {
      _ = try NamedThread.start(name: "waits") { continuation.resume(with: Swift.Result { try body() }) }
    } catch {
      continuation.resume(throwing: error)
    }
  }
}

/// A moment on the monotonic clock.
struct Deadline: Sendable {
  private let nanoseconds: UInt64

  init(inSeconds seconds: Double) { nanoseconds = MonotonicTime.nowNanoseconds + UInt64(seconds * 1e9) }

  /// As pthreads take it.
  var time: timespec {
    timespec(tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
  }

  private var remainingMilliseconds: CInt {
    let now = MonotonicTime.nowNanoseconds
    return now < nanoseconds ? CInt((nanoseconds - now) / 1_000_000) + 1 : 0
  }

  /// Blocks until a descriptor is readable; false when the moment has come before.
  func waitUntilReadable(_ descriptor: FileDescriptor) -> Bool {
    var watched = pollfd(fd: descriptor.rawValue, events: Int16(POLLIN), revents: 0)
    while true {
      let remaining = remainingMilliseconds
      let count = poll(&watched, 1, remaining)
      if count > 0 { return true }
      // A signal's interruption counts as nothing.
      if remaining == 0 { return false }
    }
  }
}

/// Waits for things that other processes do.
package enum Waiting {
  /// Waits until a process has ended, whoever's child it is; false when the time has run out.
  package static func forEnd(of process: ProcessDescriptor, timeoutSeconds: Double) async throws -> Bool {
    let deadline = Deadline(inSeconds: timeoutSeconds)
    return try await onThread { deadline.waitUntilReadable(process.descriptor) }
  }

  /// Waits for the next element of a queue that tasks of a local farm push to; nil when the queue is closed.
  package static func next<Element: Sendable>(of queue: BlockingQueue<Element>) async throws -> Element? {
    try await onThread { queue.pop() }
  }

  /// Waits until the names in a directory satisfy a condition; false when the time has run out.
  package static func forNames(
    in directory: String, timeoutSeconds: Double, until condition: @escaping @Sendable ([String]) -> Bool
  ) async throws -> Bool {
    let deadline = Deadline(inSeconds: timeoutSeconds)
    return try await onThread {
      let events = FileDescriptor(adopting: inotify_init1(CInt(IN_CLOEXEC)))
      guard inotify_add_watch(events.rawValue, directory, UInt32(IN_CREATE | IN_DELETE | IN_MOVE)) >= 0 else {
        throw SystemError("inotify_add_watch", errno: errno, subject: directory)
      }
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 8)
      defer { buffer.deallocate() }
      while true {
        if condition(try FileSystem.list(directory)) { return true }
        guard deadline.waitUntilReadable(events) else { return false }
        // What changed doesn't matter: the directory is listed anew.
        _ = try events.read(into: buffer)
      }
    }
  }
}
