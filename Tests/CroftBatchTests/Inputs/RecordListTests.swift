import CroftProtocol
import CroftTesting
import Testing

@testable import CroftBatch

@Suite struct RecordListTests {
  private func lines(_ text: String) throws -> [ByteString] {
    Array(try RecordList(separatedBy: UInt8(ascii: "\n"), Array(text.utf8)))
  }

  @Test func theLastSeparatorMayBeMissing() throws {
    #expect(try lines("a\nb") == ["a", "b"])
    #expect(try lines("a\nb\n") == ["a", "b"])
  }

  @Test func emptyRecordsCountButAnEmptyListHasNone() throws {
    #expect(try lines("") == [])
    #expect(try lines("\n") == [""])
    #expect(try lines("a\n\nb\n\n") == ["a", "", "b", ""])
  }

  @Test func anyBytesSurviveTheTrip() throws {
    var random = SeededRandom(seed: 5)
    for _ in 0..<200 {
      let list = try RecordList(separatedBy: 7, random.bytes(upTo: 60))
      let decoded = try BinaryDecoder.decode(RecordList.self, from: BinaryEncoder.encode(list))
      #expect(decoded == list)
      let fromJSON: RecordList = try JSONValue(encoding: list).decoded()
      #expect(fromJSON == list)
    }
  }

  @Test func aMillionRecordsTravelAsTheirBytes() throws {
    let content = (0..<1_000_000).flatMap { "\($0)\n".utf8 }
    let list = try RecordList(separatedBy: UInt8(ascii: "\n"), content)
    #expect(list.count == 1_000_000)
    #expect(list[654_321] == "654321")
    #expect(try BinaryEncoder.encode(list).count < content.count + 100)
  }

  @Test func tooManyRecordsAreRefused() {
    let error = #expect(throws: BatchError.self) {
      try RecordList(separatedBy: 0, [1, 0, 2, 0, 3], maximumCount: 2)
    }
    #expect(error?.description == "there are more than 2 inputs; split them over several jobs")
  }

  @Test func aZeroInAValueIsRefused() {
    #expect(throws: BatchError.self) { try RecordList([ByteString([1, 0, 2])]) }
  }

  @Test func theRecordOfAByteIsFound() throws {
    let list = try RecordList(separatedBy: UInt8(ascii: "\n"), Array("a\nb\u{0}\nc".utf8))
    #expect(list.firstRecord(containing: 0) == 1)
    #expect(list.firstRecord(containing: UInt8(ascii: "x")) == nil)
  }
}
