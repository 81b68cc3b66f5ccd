import CroftTesting
import Testing

@testable import CroftProtocol

@Suite struct ByteWriterTests {
  @Test func integersAreLittleEndian() {
    var writer = ByteWriter()
    writer.append(UInt32(0x0102_0304))
    writer.append(Int16(-2))
    #expect(writer.copy() == [4, 3, 2, 1, 0xFE, 0xFF])
  }

  @Test(
    arguments: [
      (0, [0x00]), (0x7F, [0x7F]), (0x80, [0x80, 0x01]), (300, [0xAC, 0x02]), (0x3FFF, [0xFF, 0x7F]),
      (0x4000, [0x80, 0x80, 0x01]),
      (UInt64.max, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]),
    ] as [(UInt64, [UInt8])])
  func variableIntegersTakeSevenBitsAByte(value: UInt64, encoded: [UInt8]) {
    var writer = ByteWriter()
    writer.appendVariable(value)
    #expect(writer.copy() == encoded)
  }

  @Test func countedBytesBeginWithTheirLength() {
    var writer = ByteWriter()
    writer.appendCounted([7, 8])
    writer.appendCounted("é")
    writer.appendCounted([])
    #expect(writer.copy() == [2, 7, 8, 2, 0xC3, 0xA9, 0])
  }

  @Test func growingKeepsWhatWasWritten() {
    var writer = ByteWriter(capacity: 0)
    var expected: [UInt8] = []
    var random = SeededRandom(seed: 1)
    while expected.count < 100_000 {
      let piece = random.bytes(upTo: 1000)
      writer.append(piece)
      expected += piece
    }
    #expect(writer.count == expected.count)
    #expect(writer.copy() == expected)
  }

  @Test func removingFromTheFrontMovesTheRest() {
    var writer = ByteWriter()
    writer.append([1, 2, 3, 4, 5])
    writer.removeFirst(2)
    writer.append(UInt8(6))
    #expect(writer.copy() == [3, 4, 5, 6])
    writer.removeFirst(4)
    #expect(writer.copy() == [])
  }

  @Test func removingAllStartsAgain() {
    var writer = ByteWriter()
    writer.append([1, 2, 3])
    writer.removeAll()
    #expect(writer.bytes.isEmpty)
    writer.append(UInt8(9))
    #expect(writer.copy() == [9])
  }

  @Test func aLengthCanBeFilledInLater() {
    var writer = ByteWriter()
    writer.append(UInt8(9))
    writer.append(UInt32(0))
    writer.append(UInt8(9))
    writer.overwrite(0x0102_0304 as UInt32, at: 1)
    #expect(writer.copy() == [9, 4, 3, 2, 1, 9])
  }
}
