import CroftProtocol
import CroftTesting
import Testing

@testable import CroftBatch

@Suite struct ByteStringTests {
  @Test func anyBytesSurviveBothEncodings() throws {
    var random = SeededRandom(seed: 1)
    for _ in 0..<200 {
      let value = ByteString(random.bytes(upTo: 40))
      #expect(try BinaryDecoder.decode(ByteString.self, from: BinaryEncoder.encode(value)) == value)
      let json: ByteString = try JSONValue(encoding: value).decoded()
      #expect(json == value)
    }
  }

  @Test func theBinaryFormAddsOnlyALength() throws {
    #expect(try BinaryEncoder.encode(ByteString(Array(repeating: 0xFF, count: 1000))).count <= 1004)
  }

  @Test func aMessageShowsAValueOnOneLineAndCut() {
    #expect(ByteString("a\nb\u{1B}").quoted == "'a?b?'")
    #expect(ByteString(String(repeating: "x", count: 99)).quoted == "'" + String(repeating: "x", count: 60) + "…'")
  }
}
