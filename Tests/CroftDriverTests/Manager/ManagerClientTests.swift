import CroftDriver
import CroftLinux
import CroftProtocol
import Glibc
import Testing

@Suite struct ManagerClientTests {
  @Test func aCallIsSentAndItsReplyDecoded() throws {
    let (connection, peer) = try FakePeer.connected()
    try peer.send(VarlinkReply(parameters: JSONValue(encoding: RequestExecutors.Reply(request: 7))))
    let resources = Resources(cores: 1, memoryBytes: 1 << 30)
    let reply = try ManagerClient(over: connection).call(
      RequestExecutors(application: 3, count: 2, resources: resources))
    #expect(reply.request == 7)
    let call = try #require(peer.receive().calls.first)
    #expect(call.method == "io.croft.Manager.RequestExecutors")
    #expect(call.parameters["count"] == 2)
    #expect(!call.more)
  }

  @Test func anErrorReplyIsThrownAsTheManagersError() throws {
    let (connection, peer) = try FakePeer.connected()
    try peer.send(ManagerError.noSuchApplication(application: 9).reply)
    let error = #expect(throws: ManagerClientError.self) {
      try ManagerClient(over: connection).call(ListExecutors(application: 9))
    }
    #expect(error?.reason == .refused(.noSuchApplication(application: 9)))
  }

  @Test(arguments: [
    Array("no JSON\0".utf8),
    Array("{\"parameters\": []}\0".utf8),
    Array("{\"parameters\": {\"applications\": 1}}\0".utf8),
    [0xFF, 0xFE, 0],
  ])
  func garbageIsRefusedWithTheReason(bytes: [UInt8]) throws {
    let (connection, peer) = try FakePeer.connected()
    try peer.send(bytes)
    let error = try #require(
      #expect(throws: ManagerClientError.self) { try ManagerClient(over: connection).call(ListApplications()) })
    guard case .malformed = error.reason else {
      Issue.record("\(error)")
      return
    }
    #expect(error.description.contains("does not speak io.croft.Manager"))
  }

  @Test func aMessageWithoutEndIsRefusedAtItsBound() throws {
    let (connection, peer) = try FakePeer.connected()
    let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 64 << 10)
    let error = #expect(throws: ManagerClientError.self) {
      for _ in 0...VarlinkFramer.maximumMessageBytes / piece.count {
        try peer.send(piece)
        _ = try connection.readOnce()
        #expect(try connection.nextReply() == nil)
      }
    }
    #expect(error?.description.contains("longer than") == true)
  }

  @Test func aPeerThatNeverAnswersTimesOut() throws {
    let (connection, peer) = try FakePeer.connected(timeoutMilliseconds: 20)
    let error = #expect(throws: ManagerClientError.self) {
      try ManagerClient(over: connection).call(GetStatus())
    }
    #expect(error?.reason == .timedOut(milliseconds: 20))
    #expect(try peer.receive().calls.count == 1)
  }

  @Test func aPeerThatClosesIsReported() throws {
    let (connection, peer) = try FakePeer.connected()
    shutdown(peer.socket.rawValue, CInt(SHUT_RDWR))
    let error = #expect(throws: ManagerClientError.self) {
      try ManagerClient(over: connection).call(GetStatus())
    }
    #expect(error?.reason == .closed)
  }

  @Test func noManagerIsAnErrorThatNamesBothWaysOut() {
    let error = #expect(throws: ManagerClientError.self) { try ManagerClient(socketPath: "/nonexistent/socket") }
    let text = """
      no manager answers on /nonexistent/socket (No such file or directory): start one with croftd, \
      or run without one by --master local[N]
      """
    #expect(error?.description == text)
  }

  @Test(arguments: [
    (ManagerClientError.Reason.unreachable(errno: EACCES), "it is another user's; start one with croftd"),
    (.unreachable(errno: ENAMETOOLONG), "a socket's path has at most 107 bytes; choose a shorter one"),
    (.untrusted(userID: 1234), "is served by user 1234, who is neither you nor root"),
    (.timedOut(milliseconds: 10_000), "did not answer within 10 s"),
    (.broken(errno: EIO), "Input/output error"),
  ])
  func everyFailureNamesTheSocketAndTheCure(reason: ManagerClientError.Reason, text: String) {
    let description = ManagerClientError(reason, socketPath: "/run/x").description
    #expect(description.contains("/run/x"))
    #expect(description.contains(text))
  }
}
