import Testing

@testable import CroftProtocol

@Suite struct TaskFailureTests {
  @Test(arguments: 1...10)
  func everyKindComesBack(rawKind: UInt8) throws {
    let kind = try #require(TaskFailure.Kind(rawValue: rawKind))
    let failure = TaskFailure(kind: kind, errorType: "E", message: "why")
    #expect(try sent(failure) == failure)
  }

  @Test func aLongMessageIsShortened() throws {
    let limit = 16 << 10
    let whole = String(repeating: "x", count: limit)
    #expect(try sent(TaskFailure(kind: .userError, errorType: "E", message: whole)).message == whole)
    let failure = try sent(TaskFailure(kind: .userError, errorType: whole + "x", message: whole + "yz"))
    #expect(failure.errorType == whole + "… (shortened)")
    #expect(failure.message == whole + "… (shortened)")
  }

  @Test func aMessageShortenedInTheMiddleOfACharacterIsStillText() throws {
    let failure = TaskFailure(kind: .userError, errorType: "E", message: "x" + String(repeating: "é", count: 10_000))
    #expect(try sent(failure).message.hasSuffix("é\u{FFFD}… (shortened)"))
  }

  private func sent(_ failure: TaskFailure) throws -> TaskFailure {
    var writer = ByteWriter()
    failure.encode(into: &writer)
    return try writer.copy().reading { try TaskFailure(from: &$0) }
  }
}
