import CroftLinux

/// Removes what may take long to remove, one after another, on a thread of its own, which is started with the first.
final class RemovalThread {
  private let name: String
  private let removing: @Sendable (_ path: String) -> Void
  private let paths = BlockingQueue<String>()
  /// The thread, and what it wakes at its end.
  private var running: (thread: NamedThread, end: EventLoop)?

  /// - Parameter removing: Is called on the thread.
  init(name: String, removing: @escaping @Sendable (_ path: String) -> Void) {
    self.name = name
    self.removing = removing
  }

  /// What is still to be removed is.
  deinit { paths.close() }

  /// Has it removed when those before it are. Not after ``finish(atMostSeconds:)``.
  func remove(_ path: String) throws(SystemError) {
    try start()
    paths.push(path)
  }

  private func start() throws(SystemError) {
    guard running == nil else { return }
    let (paths, removing) = (paths, removing)
    let end = try EventLoop()
    let waker = end.waker
    let thread = try NamedThread.start(name: name) {
      while let path = paths.pop() { removing(path) }
      waker.wake()
    }
    running = (thread, end)
  }

  /// Waits until all is removed, but no longer than that.
  func finish(atMostSeconds seconds: UInt64) {
    paths.close()
    running?.end.runOnce(timeoutNanoseconds: seconds * 1_000_000_000)
    running = nil
  }
}
