import CroftTesting
import Testing

@testable import CroftDataset

@Suite struct TextSplitTests {
  @Test func piecesAreThoseThatSplitGives() {
    var random = SeededRandom(seed: 11)
    for _ in 0..<2_000 {
      let alphabet: [UInt8] = [0x20, 0x61, 0x62]
      let bytes = random.bytes(upTo: 12).map { alphabet[Int($0) % alphabet.count] }
      let pieces = Text(bytes: bytes).split(separator: " ")
      #expect(pieces.map { Array($0) } == bytes.split(separator: 0x20).map { Array($0) })
    }
  }

  @Test(arguments: [("", []), (",", []), (",,a,,b,", ["a", "b"]), ("größe,x", ["größe", "x"]), ("one", ["one"])])
  func emptyPiecesAreLeftOut(text: String, pieces: [String]) {
    #expect(Text(text).split(separator: ",").map { String($0) } == pieces)
  }

  @Test func aSplitCanBeWalkedTwiceAndOutlivesItsText() {
    func split() -> TextSplit { Text("a line of words").split(separator: " ") }
    let pieces = split()
    #expect(Array(pieces) == ["a", "line", "of", "words"])
    #expect(Array(pieces) == ["a", "line", "of", "words"])
  }

  @Test(arguments: [
    ("", ""), ("  ", ""), (" a b ", "a b"), ("\t\r\n\u{B}\u{C}x\n", "x"), ("x", "x"), ("\u{A0}x", "\u{A0}x"),
  ])
  func trimmingTakesSpaceFromBothEnds(text: String, trimmed: String) {
    #expect(String(Text(text).trimmed()) == trimmed)
  }
}
