import Testing

@testable import CroftProtocol

@Suite struct JSONSerializerTests {
  @Test func writesCompactText() {
    let value: JSONValue = ["a": [1, 2.5, nil, true], "text": "q\"b\\n\n\u{1}é", "empty": [:], "none": []]
    #expect(value.text() == #"{"a":[1,2.5,null,true],"text":"q\"b\\n\n\u0001é","empty":{},"none":[]}"#)
  }

  @Test func indentsForPeople() {
    let value: JSONValue = ["a": [1, ["b": nil]], "none": []]
    #expect(
      value.text(pretty: true) == """
        {
          "a": [
            1,
            {
              "b": null
            }
          ],
          "none": []
        }
        """)
  }

  @Test func whatWasWrittenReadsBackEqual() throws {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<500 {
      let value = randomValue(depth: 4, using: &random)
      #expect(try JSONParser.parse(value.serialized) == value)
      #expect(try JSONParser.parse(value.text(pretty: true)) == value)
    }
  }

  private func randomValue(depth: Int, using random: inout SystemRandomNumberGenerator) -> JSONValue {
    switch Int.random(in: 0..<(depth == 0 ? 5 : 7), using: &random) {
    case 0: .null
    case 1: .bool(.random(using: &random))
    case 2: .integer(.random(in: .min ... .max, using: &random))
    case 3: .number(.random(in: -1e6...1e6, using: &random))
    case 4: .string(randomText(using: &random))
    case 5: .array((0..<3).map { _ in randomValue(depth: depth - 1, using: &random) })
    default:
      .object(
        JSONObject((0..<3).map { _ in (randomText(using: &random), randomValue(depth: depth - 1, using: &random)) }))
    }
  }

  private func randomText(using random: inout SystemRandomNumberGenerator) -> String {
    let scalars = (0..<Int.random(in: 0..<8, using: &random)).compactMap { _ in
      Unicode.Scalar(UInt32.random(in: 0...0x1FFFF, using: &random))
    }
    return String(String.UnicodeScalarView(scalars))
  }
}
