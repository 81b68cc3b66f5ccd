import CLinux
import Glibc
import Synchronization

/// A thread with a name that `ps -L` and a debugger show, and a stack of a chosen size.
package final class NamedThread: Sendable {
  private enum State { case running(pthread_t), joined }

  private let state: Mutex<State>

  private init(_ thread: pthread_t) {
    state = Mutex(.running(thread))
  }

  /// Starts a thread.
  ///
  /// - Parameters:
  ///   - name: The kernel keeps its first 15 bytes.
  ///   - stackBytes: nil for the C library's default (8 MB as a rule).
  package static func start(
    name: String, stackBytes: Int? = nil, body: @escaping @Sendable () -> Void
  ) throws(SystemError) -> NamedThread {
    let attributes = UnsafeMutablePointer<pthread_attr_t>.allocate(capacity: 1)
    defer { attributes.deallocate() }
    try checkedCode("pthread_attr_init", name) { pthread_attr_init(attributes) }
    defer { pthread_attr_destroy(attributes) }
    if let stackBytes {
      try checkedCode("pthread_attr_setstacksize", name) { pthread_attr_setstacksize(attributes, stackBytes) }
    }
    let box = Unmanaged.passRetained(StartBox(name: name, body: body))
    var thread: pthread_t = 0
    do {
      try checkedCode("pthread_create", name) {
        pthread_create(&thread, attributes, runThread, box.toOpaque())
      }
    } catch {
      box.release()
      throw error
    }
    return NamedThread(thread)
  }

  /// Waits until the thread's body has returned. Not for the thread itself.
  package func join() {
    state.withLock {
      if case .running(let thread) = $0 { pthread_join(thread, nil) }
      $0 = .joined
    }
  }

  // A thread that nobody will join gives its stack back by itself.
  deinit {
    state.withLock {
      if case .running(let thread) = $0 { pthread_detach(thread) }
    }
  }
}

/// Carries what a thread starts with through pthread_create's untyped pointer.
private final class StartBox: Sendable {
  let name: String
  let body: @Sendable () -> Void

  init(name: String, body: @escaping @Sendable () -> Void) {
    self.name = name
    self.body = body
  }
}

private func runThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument else { return nil }
  let start = Unmanaged<StartBox>.fromOpaque(argument).takeRetainedValue()
  setThreadName(start.name)
  start.body()
  return nil
}
