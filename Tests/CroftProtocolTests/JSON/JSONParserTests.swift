import Testing

@testable import CroftProtocol

@Suite struct JSONParserTests {
  static let documents: [(text: String, value: JSONValue)] = [
    ("null", JSONValue.null), (" true ", true), ("false", false),
    ("0", 0), ("-0", 0), ("-12", -12), ("9223372036854775807", .integer(.max)),
    ("-9223372036854775808", .integer(.min)),
    ("9223372036854775808", .number(9_223_372_036_854_775_808)), ("1.5", 1.5), ("1e3", .number(1000)),
    ("-2.5E-1", -0.25),
    (#""""#, ""), (#""a\"\\\/\b\f\n\r\t""#, "a\"\\/\u{8}\u{C}\n\r\t"), (#""\u00e9\u20AC""#, "é€"),
    (#""\ud83d\ude00""#, "😀"), ("\"😀\"", "😀"), (#""\u0000""#, "\u{0}"),
    ("[]", []), ("[1, [2], {}]", [1, [2], [:]]), ("{}", [:]), (#"{"a": {"b": [null]}}"#, ["a": ["b": [nil]]]),
  ]

  @Test(arguments: documents)
  func readsEveryKindOfValue(text: String, expected: JSONValue) throws {
    #expect(try JSONParser.parse(text) == expected)
  }

  static let mistakes: [(text: String, byteOffset: Int)] = [
    ("", 0), ("tru", 0), ("nul", 0), ("01", 1), ("-", 1), ("1.", 2), ("1e", 2), (".5", 0), ("1e999", 0), ("+1", 0),
    ("\"a", 2), ("\"\n\"", 1), (#""\x""#, 1), (#""\u12""#, 5), (#""\ud83d""#, 1), (#""\ude00""#, 1), (#""\ud83dx""#, 1),
    (#""\ud83d\u0041""#, 1), ("[1", 2), ("[1,]", 3), ("[1 2]", 3), ("{", 1), (#"{"a"}"#, 4), (#"{"a":1,}"#, 7),
    ("{a:1}", 1),
    ("1 2", 2), ("NaN", 0), ("'a'", 0),
  ]

  @Test(arguments: mistakes)
  func namesTheByteWhereTheTextGoesWrong(text: String, offset: Int) {
    let error = #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(text) }
    #expect(error?.byteOffset == offset, "\(text): \(String(describing: error))")
  }

  @Test func theLastOfTwoMembersWithOneNameWins() throws {
    let value = try JSONParser.parse(#"{"a":1,"b":2,"a":3}"#)
    #expect(value == ["a": 3, "b": 2])
  }

  @Test func refusesBytesThatAreNotUTF8() {
    for bytes: [UInt8] in [[0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22]] {
      #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(bytes) }
    }
  }

  @Test func boundsTheNesting() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    _ = try JSONParser.parse(nested(JSONParser.maximumDepth))
    #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(nested(JSONParser.maximumDepth + 2)) }
    #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(nested(1_000_000)) }
  }

  @Test func boundsTheNumberOfValues() throws {
    #expect(try JSONParser.parse("[1,[],{}]".utf8, maximumValues: 4) == [1, [], [:]])
    #expect(throws: JSONSyntaxError.self) { try JSONParser.parse("[1,[],{}]".utf8, maximumValues: 3) }
  }

  @Test func manyMembersTakeLinearTime() throws {
    let text = "{" + (0..<100_000).map { #""m\#($0)":\#($0)"# }.joined(separator: ",") + "}"
    let value = try JSONParser.parse(text)
    #expect(value["m99999"] == 99_999)
  }
}
