import CroftTesting
import Testing

@testable import CroftProtocol

@Suite struct ByteReaderTests {
  @Test func whatWasWrittenIsRead() throws {
    var writer = ByteWriter()
    writer.append(UInt8(200))
    writer.append(Int64.min)
    writer.appendVariable(-1)
    writer.appendVariable(Int.min)
    writer.appendCounted("grün")
    writer.appendCounted([UInt8](repeating: 7, count: 300))
    var reader = ByteReader(writer.bytes)
    #expect(try reader.read(UInt8.self) == 200)
    #expect(try reader.read(Int64.self) == .min)
    #expect(try reader.readVariableInt() == -1)
    #expect(try reader.readVariableInt() == .min)
    #expect(try reader.readString() == "grün")
    #expect(try Array(reader.readCounted()) == [UInt8](repeating: 7, count: 300))
    #expect(reader.isAtEnd)
  }

  @Test func everyVariableIntegerComesBack() throws {
    var random = SeededRandom(seed: 2)
    for bits in 0...64 {
      let values = [bits == 64 ? UInt64.max : (1 << UInt64(bits)) &- 1, random.next() >> UInt64(min(64 - bits, 63))]
      for value in values {
        var writer = ByteWriter()
        writer.appendVariable(value)
        var reader = ByteReader(writer.bytes)
        #expect(try reader.readVariable() == value)
        #expect(reader.isAtEnd)
      }
    }
  }

  @Test(arguments: [
    [UInt8](repeating: 0x80, count: 10) + [1],
    [UInt8](repeating: 0xFF, count: 9) + [0x02],
    [UInt8](repeating: 0xFF, count: 64),
  ])
  func aVariableIntegerOfMoreThan64BitsIsRefused(bytes: [UInt8]) {
    #expect(throws: MalformedBytes("a variable-length integer of more than 64 bits")) {
      try bytes.reading { try $0.readVariable() }
    }
  }

  @Test(arguments: 0..<10)
  func aVariableIntegerThatEndsTooEarlyIsRefused(length: Int) {
    #expect(throws: MalformedBytes("1 bytes expected where 0 are left")) {
      try [UInt8](repeating: 0x80, count: min(length, 9)).reading { try $0.readVariable() }
    }
  }

  @Test func readingPastTheEndIsRefused() {
    let bytes: [UInt8] = [1, 2, 3]
    #expect(throws: MalformedBytes("4 bytes expected where 3 are left")) {
      try bytes.reading { try $0.read(UInt32.self) }
    }
    #expect(throws: MalformedBytes("4 bytes expected where 3 are left")) {
      try bytes.reading { try $0.readBytes(count: 4).count }
    }
    #expect(throws: MalformedBytes.self) { try bytes.reading { try $0.readBytes(count: -1).count } }
    #expect(throws: MalformedBytes.self) { try [].reading { try $0.read(UInt8.self) } }
  }

  @Test func aLengthBeyondTheEndIsRefused() {
    for announced in [3, UInt64(Int.max), .max] {
      var writer = ByteWriter()
      writer.appendVariable(announced)
      writer.append([1, 2])
      #expect(throws: MalformedBytes.self) { try writer.copy().reading { try $0.readCounted().count } }
      #expect(throws: MalformedBytes.self) { try writer.copy().reading { try $0.readString() } }
    }
  }

  @Test func aCountThatCannotFitIsRefusedBeforeRoomIsMade() throws {
    var writer = ByteWriter()
    writer.appendVariable(UInt64(3))
    writer.append([UInt8](repeating: 0, count: 11))
    let bytes = writer.copy()
    #expect(try bytes.reading { try $0.readCount(minimumBytes: 3) } == 3)
    #expect(throws: MalformedBytes("3 items announced where 11 bytes are left")) {
      try bytes.reading { try $0.readCount(minimumBytes: 4) }
    }
  }

  @Test func aStringHasToBeUTF8() {
    #expect(throws: MalformedBytes("a string of 2 bytes that are not UTF-8")) {
      try [2, 0xC3, 0x28].reading { try $0.readString() }
    }
  }

  @Test func anEmptyBufferIsAtItsEnd() {
    let reader = ByteReader(UnsafeRawBufferPointer(start: nil, count: 0))
    #expect(reader.isAtEnd && reader.remaining == 0)
  }
}

extension [UInt8] {
  /// The result of reading these bytes from their start.
  func reading<Result>(_ body: (inout ByteReader) throws -> Result) throws -> Result {
    try withUnsafeBytes { bytes in
      var reader = ByteReader(bytes)
      return try body(&reader)
    }
  }
}
