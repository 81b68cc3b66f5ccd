import Testing

@testable import CroftProtocol

@Suite struct VarlinkMessageTests {
  @Test func callsAreWrittenAsTheSpecificationSays() throws {
    let call = VarlinkCall(method: "a.b.C", parameters: ["x": 1], more: true)
    #expect(call.json == ["method": "a.b.C", "parameters": ["x": 1], "more": true])
    #expect(try VarlinkCall(json: call.json) == call)
    #expect(VarlinkFramer.frame(call.json).last == 0)
  }

  @Test(arguments: [#"{"method":"a.B"}"#, #"{"method":"a.B","parameters":null}"#, #"{"method":"a.B","parameters":{}}"#])
  func parametersMayBeLeftOut(text: String) throws {
    let call = try VarlinkCall(json: JSONParser.parse(text))
    #expect(call == VarlinkCall(method: "a.B"))
  }

  @Test(arguments: [
    "1", "[]", "{}", #"{"method":1}"#, #"{"method":"a.B","parameters":[]}"#, #"{"method":"a.B","more":1}"#,
  ])
  func anythingElseIsNoCall(text: String) throws {
    let json = try JSONParser.parse(text)
    #expect(throws: JSONShapeError.self) { try VarlinkCall(json: json) }
  }

  @Test func methodNamesSplitAtTheLastDot() {
    #expect(VarlinkCall(method: "io.croft.Manager.GetStatus").qualifiedName?.interface == "io.croft.Manager")
    #expect(VarlinkCall(method: "io.croft.Manager.GetStatus").qualifiedName?.method == "GetStatus")
    for method in ["", "x", ".x", "x."] { #expect(VarlinkCall(method: method).qualifiedName == nil) }
  }

  @Test(arguments: [
    VarlinkReply(), VarlinkReply(parameters: ["a": 1], continues: true), VarlinkReply(error: "x.Y"),
  ])
  func repliesReadBackEqual(reply: VarlinkReply) throws {
    #expect(try VarlinkReply(json: reply.json) == reply)
  }

  @Test(arguments: [
    VarlinkServiceError.interfaceNotFound(interface: "i"), .methodNotFound(method: "m"),
    .invalidParameter(parameter: "p"), .permissionDenied, .expectedMore,
  ])
  func standardErrorsReadBackEqual(error: VarlinkServiceError) {
    #expect(VarlinkServiceError(reply: error.reply) == error)
    #expect(ManagerError(reply: error.reply) == .service(error))
  }
}
