import CroftLinux
import CroftSystemd
import CroftTesting
import Glibc
import Testing

/// NOTIFY_SOCKET belongs to the whole process, so these run one after the other.
@Suite(.serialized) struct ServiceNotifierTests {
  @Test func withoutAServiceManagerNothingHappens() {
    unsetenv("NOTIFY_SOCKET")
    ServiceNotifier().ready(status: "x")
  }

  @Test func theServiceManagerIsTold() throws {
    let directory = try FileSystem.temporaryDirectory(prefix: "croft-notify-")
    defer { try? FileSystem.removeTree(directory) }
    let socket = try NotifySocket(directory + "/notify")
    setenv("NOTIFY_SOCKET", directory + "/notify", 1)
    defer { unsetenv("NOTIFY_SOCKET") }
    let notifier = ServiceNotifier()
    notifier.ready(status: "Serving\nREADY=0")
    #expect(try socket.nextMessage() == "READY=1\nSTATUS=Serving READY=0")
    notifier.status("Busy")
    #expect(try socket.nextMessage() == "STATUS=Busy")
    notifier.reloading(at: 1_234_567, status: "Reading")
    #expect(try socket.nextMessage() == "RELOADING=1\nMONOTONIC_USEC=1234\nSTATUS=Reading")
    notifier.isAlive()
    #expect(try socket.nextMessage() == "WATCHDOG=1")
    notifier.extendTimeout(bySeconds: 30)
    #expect(try socket.nextMessage() == "EXTEND_TIMEOUT_USEC=30000000")
    notifier.stopping(status: "Bye")
    #expect(try socket.nextMessage() == "STOPPING=1\nSTATUS=Bye")
    notifier.failed(status: "No disk", errno: EIO)
    #expect(try socket.nextMessage() == "ERRNO=\(EIO)\nSTATUS=No disk")
  }

  /// systemd sets WATCHDOG_PID, so that what the daemon starts doesn't take the watchdog for its own.
  @Test(arguments: [("30000000", true, 30_000_000_000), ("30000000", false, nil), (nil, true, nil), ("0", true, nil)])
  func theWatchdogIsThatOfThisProcessAlone(microseconds: String?, isOurs: Bool, nanoseconds: UInt64?) {
    defer {
      unsetenv("WATCHDOG_USEC")
      unsetenv("WATCHDOG_PID")
    }
    if let microseconds { setenv("WATCHDOG_USEC", microseconds, 1) }
    setenv("WATCHDOG_PID", "\(isOurs ? getpid() : getppid())", 1)
    #expect(ServiceNotifier().watchdogNanoseconds == nanoseconds)
  }
}
