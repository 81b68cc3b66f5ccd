import Testing

@testable import CroftDataset

@Suite struct FixedLengthCursorTests {
  private func read(_ text: String, _ range: Range<Int>? = nil, length: Int) throws -> [String] {
    let bytes = FileBytes(text)
    var cursor = try FixedLengthCursor(
      path: "a.bin", bytes: bytes.buffer, owner: bytes, range: range ?? 0..<bytes.buffer.count, length: length)
    var records: [String] = []
    while let record = cursor.next() { records.append(String(record)) }
    return records
  }

  @Test func eachRecordIsReadOnceWhereverTheFileIsCut() throws {
    let text = "abcdefghijkl"
    for length in [1, 2, 3, 4, 6, 12] {
      let expected = try read(text, length: length)
      #expect(expected.joined() == text && expected.allSatisfy { $0.utf8.count == length })
      for first in 0...12 {
        for second in first...12 {
          let pieces = [0..<first, first..<second, second..<12]
          #expect(try pieces.flatMap { try read(text, $0, length: length) } == expected)
        }
      }
    }
  }

  @Test func anEmptyFileHasNoRecords() throws { #expect(try read("", length: 7) == []) }

  @Test func aPartialRecordIsAnErrorWithTheFileAndItsSize() {
    let error = #expect(throws: FixedLengthError.self) { try read("abcdefgh", length: 3) }
    #expect(error?.description.contains("a.bin: 8 bytes are not a whole number of records of 3 bytes (2") == true)
  }

  @Test(arguments: [0, -1]) func aLengthThatIsNotAboveZeroIsRefused(length: Int) {
    #expect(throws: FixedLengthError.self) { try read("abc", length: length) }
  }
}
