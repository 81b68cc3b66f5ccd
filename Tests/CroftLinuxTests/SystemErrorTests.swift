import CroftLinux
import Glibc
import Testing

@Suite struct SystemErrorTests {
  @Test func descriptionNamesTheCallItsSubjectAndTheReason() {
    let error = #expect(throws: SystemError.self) { try FileDescriptor.open("/no/such", flags: O_RDONLY) }
    #expect(error?.description == "open /no/such: No such file or directory (ENOENT)")
    #expect(SystemError("poll", errno: 4095).description == "poll: unknown error 4095")
  }

  @Test func onlyEagainMeansToWait() {
    #expect(SystemError("read", errno: EAGAIN).wouldBlock)
    #expect(!SystemError("read", errno: EPIPE).wouldBlock)
  }
}
