import CroftTesting
import Testing

@testable import CroftDataset

@Suite struct LineCursorTests {
  static let files = [
    "", "\n", "\n\n", "a", "a\n", "a\nb", "a\nb\n", "\na\n\nb\n\n", "a\r\nb\r\n", "\r\n\r\n", "a\rb\n", "a\r", "\r",
    "\r\n", "x\r\n\r", "one line that is longer than the rest\nb\n", "größe\nñ\n",
  ]

  @Test(arguments: files)
  func eachLineIsReadOnceWhereverTheFileIsCut(text: String) {
    let block = MemoryBlock(Array(text.utf8))
    let expected = Self.lines(of: text)
    let size = block.bytes.count
    for first in 0...size {
      for second in first...size {
        let pieces = [0..<first, first..<second, second..<size]
        #expect(pieces.flatMap { Self.read(block, $0) } == expected, "cut at \(first) and \(second)")
      }
    }
  }

  @Test(arguments: files)
  func eachLineIsReadOnceWhenEveryByteIsAPieceOfItsOwn(text: String) {
    let block = MemoryBlock(Array(text.utf8))
    #expect((0..<block.bytes.count).flatMap { Self.read(block, $0..<$0 + 1) } == Self.lines(of: text))
  }

  @Test func linesOfRandomFilesAreReadOnce() {
    var random = SeededRandom(seed: 31)
    for _ in 0..<1_000 {
      let alphabet: [UInt8] = [0x61, 0x62, 0x0A, 0x0A, 0x0D]
      let text = String(decoding: random.bytes(upTo: 60).map { alphabet[Int($0) % alphabet.count] }, as: UTF8.self)
      let block = MemoryBlock(Array(text.utf8))
      let splits = RangeSplits(range: 0..<block.bytes.count, count: Int.random(in: 1...9, using: &random))
      #expect((0..<splits.count).flatMap { Self.read(block, splits.slice($0)) } == Self.lines(of: text))
    }
  }

  @Test func aLineBelongsToThePieceWithItsFirstByte() {
    let block = MemoryBlock(Array("abc\ndef\nghi".utf8))
    #expect(Self.read(block, 0..<1) == ["abc"])
    #expect(Self.read(block, 1..<4) == [])
    #expect(Self.read(block, 1..<5) == ["def"])
    #expect(Self.read(block, 4..<9) == ["def", "ghi"])
  }

  private static func read(_ block: MemoryBlock, _ range: Range<Int>) -> [String] {
    var cursor = LineCursor(FilePart(file: block.bytes, owner: nil, range: range))
    var lines: [String] = []
    while let line = cursor.next() { lines.append(String(line)) }
    return lines
  }

  /// The same by plain means: a line feed ends a line, a carriage return before it goes with it.
  private static func lines(of text: String) -> [String] {
    var lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { Array($0) }
    let rest = lines.removeLast()
    lines = lines.map { $0.last == 0x0D ? $0.dropLast() : $0 }
    return (rest.isEmpty ? lines : lines + [rest]).map { String(decoding: $0, as: UTF8.self) }
  }
}
