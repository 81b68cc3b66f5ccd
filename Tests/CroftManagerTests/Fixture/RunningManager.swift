import CroftLinux
import CroftProtocol
import CroftSystemd
import Glibc
import Logging
import Testing

@testable import CroftManager

/// A whole manager on a thread of the test's process, in a directory of its own.
struct RunningManager {
  let directory: String
  private let waker: Waker
  private let thread: NamedThread

  var socket: String { directory + "/socket" }
  var scratch: String { directory + "/scratch" }

  /// Runs a manager of that size around the body, and stops it.
  static func with(
    cores: Int = 4, memoryBytes: Int = 8 << 30, _ body: (RunningManager) throws -> Void
  ) throws {
    try withTemporaryDirectory { directory in
      // Other users' executors have to get into their scratch directories.
      chmod(directory, 0o755)
      let manager = try RunningManager(directory: directory, Resources(cores: cores, memoryBytes: memoryBytes))
      defer { manager.stop() }
      try body(manager)
    }
  }

  private init(directory: String, _ capacity: Resources) throws {
    self.directory = directory
    let settings = ManagerSettings(
      socket: directory + "/socket", state: directory + "/state", scratch: directory + "/scratch", pool: nil,
      capacity: capacity, logDestination: .standardError, isSystem: geteuid() == 0, nowMilliseconds: { 1 })
    let wakers = BlockingQueue<Waker>()
    ProcessSignals.ignore(SIGPIPE)
    thread = try NamedThread.start(name: "manager") {
      do {
        let daemon = try Daemon(settings, log: .silent)
        wakers.push(daemon.waker)
        daemon.run()
      } catch {
        Issue.record(error)
      }
      wakers.close()
    }
    waker = try #require(wakers.pop())
  }

  /// Stops the manager and waits for its end. May be called twice.
  func stop() {
    waker.wake()
    thread.join()
  }

  /// Asks it to stop, without waiting.
  func beginStop() { waker.wake() }
}
