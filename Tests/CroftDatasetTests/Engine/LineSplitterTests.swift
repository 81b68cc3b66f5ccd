import Testing

@testable import CroftDataset

@Suite struct LineSplitterTests {
  private func lines(_ pieces: [String], maximumLineBytes: Int = 100) throws -> [String] {
    var splitter = LineSplitter(maximumLineBytes: maximumLineBytes)
    var lines: [Text] = []
    for piece in pieces {
      try Array(piece.utf8).withUnsafeBytes { bytes in try splitter.append(bytes) { lines.append($0) } }
    }
    try splitter.finish { lines.append($0) }
    return lines.map { String($0) }
  }

  @Test func linesComeOutWhereverThePiecesAreCut() throws {
    let text = "one\ntwo\r\n\n\rthree\r\nfour"
    let expected = ["one", "two", "", "\rthree", "four"]
    for cut in 0...text.utf8.count {
      let bytes = Array(text.utf8)
      let pieces = [bytes[..<cut], bytes[cut...]].map { String(decoding: $0, as: UTF8.self) }
      #expect(try lines(pieces) == expected)
    }
    #expect(try lines(text.utf8.map { String(UnicodeScalar($0)) }) == expected)
  }

  @Test func noBytesAreNoLines() throws {
    #expect(try lines([]) == [])
    #expect(try lines(["", ""]) == [])
    #expect(try lines(["\n"]) == [""])
  }

  @Test func aLineWithoutEndIsRefusedAtItsBound() throws {
    #expect(try lines(["12345", "67890\n"], maximumLineBytes: 5) == ["1234567890"])
    #expect(throws: LineTooLong(maximumBytes: 5)) { try lines(["12345", "6"], maximumLineBytes: 5) }
  }
}
