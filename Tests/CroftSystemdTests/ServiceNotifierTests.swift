import CroftLinux
import CroftSystemd
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
    notifier.stopping(status: "Bye")
    #expect(try socket.nextMessage() == "STOPPING=1\nSTATUS=Bye")
  }
}
