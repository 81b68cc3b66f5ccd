import CroftProtocol
import Testing

@testable import CroftDataset

@Suite struct TextTests {
  static let samples: [[UInt8]] = [
    [], [0], [0x61], Array("word".utf8), Array("eight by".utf8), Array("nine byte".utf8), Array("größe".utf8),
    [0xFF, 0xFE], [0xC3], Array(repeating: 0x78, count: 100), Array(repeating: 0x78, count: 99) + [0x79],
  ]

  @Test(arguments: samples)
  func aTextIsItsBytes(bytes: [UInt8]) {
    let text = Text(bytes: bytes)
    #expect(Array(text) == bytes)
    #expect(text.count == bytes.count && text.isEmpty == bytes.isEmpty)
    #expect(text.withUnsafeBytes { Array($0) } == bytes)
  }

  @Test(arguments: samples)
  func equalityAndOrderAndHashGoByTheBytes(bytes: [UInt8]) {
    for other in Self.samples {
      let (a, b) = (Text(bytes: bytes), Text(bytes: other))
      #expect((a == b) == (bytes == other))
      #expect((a < b) == bytes.lexicographicallyPrecedes(other))
      #expect((KeyHash.of(a) == KeyHash.of(b)) == (bytes == other))
      if bytes == other { #expect(a.hashValue == b.hashValue) }
    }
  }

  @Test func normalFormsAreDifferentTexts() {
    #expect(Text("caf\u{E9}") != Text("cafe\u{301}"))
    #expect(String(Text("caf\u{E9}")) == String(Text("cafe\u{301}")))
  }

  @Test func bytesThatAreNotUTF8AreRepairedInStringsAlone() {
    let text = Text(bytes: [0x61, 0xFF, 0x62])
    #expect(String(text) == "a\u{FFFD}b")
    #expect("\(text)" == "a\u{FFFD}b")
    #expect(text.debugDescription == "\"a\u{FFFD}b\"")
    #expect(Array(text) == [0x61, 0xFF, 0x62])
  }

  @Test func aLiteralIsAText() {
    let text: Text = "größe"
    #expect(text == Text("größe") && text == Text("größe"[...]))
    #expect(Text(text.description) == text)
  }

  @Test func aSliceOutlivesTheTextItWasTakenFrom() {
    func makeSlice() -> Text { Text("a line of many words").slice(from: 2, to: 6) }
    #expect(makeSlice() == "line")
  }

  @Test func itIsACollectionOfBytes() {
    let text: Text = "a,b"
    #expect(text[1] == UInt8(ascii: ","))
    #expect(text.contains(0x62) && !text.contains(0x63))
    #expect(text.firstIndex(of: 0x62) == 2)
    #expect(Text(bytes: text.reversed()) == "b,a")
  }

  @Test(arguments: samples)
  func aTextInACodableValueComesBack(bytes: [UInt8]) throws {
    let texts = ["key": [Text(bytes: bytes), nil]]
    let encoded = try BinaryEncoder.encode(texts)
    #expect(try BinaryDecoder.decode([String: [Text?]].self, from: encoded) == texts)
  }
}
