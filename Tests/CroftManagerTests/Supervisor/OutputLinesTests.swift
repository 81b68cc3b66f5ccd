import Testing

@testable import CroftManager

@Suite struct OutputLinesTests {
  private func append(_ text: String, to lines: inout OutputLines, second: UInt64 = 0) -> [String] {
    Array(text.utf8).withUnsafeBytes { lines.append($0, second: second) }
  }

  @Test func linesAreGivenWhenTheyEndAndTheRestAtTheEnd() {
    var lines = OutputLines()
    #expect(append("one\ntwo\n\nth", to: &lines) == ["one", "two", ""])
    #expect(append("ree\nfo", to: &lines) == ["three"])
    #expect(append("", to: &lines) == [])
    #expect(lines.finish() == ["fo"])
    #expect(lines.finish() == [])
  }

  @Test func aLineWithoutEndIsCut() {
    var lines = OutputLines()
    let size = OutputLines.maximumLineBytes
    let given = append(String(repeating: "x", count: 2 * size + 5), to: &lines)
    #expect(given.map(\.count) == [size, size])
    #expect(lines.finish() == ["xxxxx"])
  }

  @Test func whatComesTooFastIsDroppedAndCounted() {
    var lines = OutputLines()
    let many = String(repeating: "x\n", count: OutputLines.maximumLinesPerSecond + 7)
    #expect(append(many, to: &lines, second: 5).count == OutputLines.maximumLinesPerSecond)
    let next = append("y\n", to: &lines, second: 6)
    #expect(next.count == 2)
    #expect(next.first?.hasPrefix("(7 lines dropped") == true)
    #expect(next.last == "y")
    _ = append(many, to: &lines, second: 6)
    #expect(lines.finish().first?.hasPrefix("(8 lines dropped") == true)
  }
}
