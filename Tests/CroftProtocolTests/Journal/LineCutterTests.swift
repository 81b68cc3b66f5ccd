import CroftProtocol
import Testing

@Suite struct LineCutterTests {
  /// The lines, and how many bytes were not taken in.
  private func cut(_ bytes: [UInt8], _ cutter: inout LineCutter) -> (lines: [[UInt8]], rest: Int) {
    var lines: [[UInt8]] = []
    let rest = bytes.withUnsafeBytes { bytes in cutter.cut(bytes) { lines.append(Array($0)) } }
    return (lines, rest)
  }

  @Test func linesEndAtLineEndsAndEmptyOnesAreNone() {
    var cutter = LineCutter()
    let (lines, rest) = cut(Array("one\n\ntwo\nth".utf8), &cutter)
    #expect(lines == ["one", "two"].map { Array($0.utf8) })
    #expect(rest == 2)
    #expect(cutter.unfinished.isEmpty)
  }

  @Test func anUnfinishedLineGoesOn() {
    var cutter = LineCutter()
    var finished: [[UInt8]] = []
    Array("be".utf8).withUnsafeBytes { part in cutter.append(part) { finished.append(Array($0)) } }
    let (lines, rest) = cut(Array("gin\nnext".utf8), &cutter)
    #expect(finished.isEmpty && rest == 4)
    #expect(lines == [Array("begin".utf8)])
    cutter.finish { finished.append(Array($0)) }
    #expect(finished.isEmpty)
    Array("last".utf8).withUnsafeBytes { part in cutter.append(part) { finished.append(Array($0)) } }
    cutter.finish { finished.append(Array($0)) }
    #expect(finished == [Array("last".utf8)])
  }

  @Test(arguments: [0, 1, 5])
  func aLongLineIsKeptWholeUpToTheBoundAndThenCut(_ beyond: Int) {
    let bound = LineCutter.maximumLineBytes
    var cutter = LineCutter()
    let bytes = [UInt8](repeating: 0xFE, count: bound + beyond)
    let (lines, rest) = cut(bytes + [0x0A], &cutter)
    #expect(lines.map(\.count) == (beyond == 0 ? [bound] : [bound, beyond]))
    #expect(lines.flatMap(\.self) == bytes)
    #expect(rest == 0)
  }
}
