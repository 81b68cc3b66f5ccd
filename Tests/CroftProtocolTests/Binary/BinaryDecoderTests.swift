import CroftTesting
import Testing

@testable import CroftProtocol

/// Bytes that are no value, or only a part of one.
@Suite struct BinaryDecoderTests {
  @Test func everyTruncationOfAPrimitiveIsRefused() throws {
    try expectTruncationsRefused(Int.max)
    try expectTruncationsRefused(1.5)
    try expectTruncationsRefused(UInt8(1))
    try expectTruncationsRefused("a string of some length")
  }

  @Test func bytesLeftOverAfterAPrimitiveAreRefused() throws {
    #expect(throws: MalformedBytes.self) { try BinaryDecoder.decode(Int.self, from: BinaryEncoder.encode(1) + [0]) }
    #expect(throws: MalformedBytes.self) {
      try BinaryDecoder.decode(String.self, from: BinaryEncoder.encode("a") + [0])
    }
  }

  /// A container has no end but that of its bytes, so a cut between two entries can look whole.
  @Test func aTruncatedStructLacksSomethingItNeeds() throws {
    try expectTruncationsRefused(Person.Address(street: "Hauptstraße", numbers: [1, 2]))
    try expectTruncationsRefused(Shape.box(3, 4))
  }

  @Test func aTruncatedArrayIsNeverMoreThanItsFront() throws {
    let names = ["one", "two", "three"]
    let bytes = try BinaryEncoder.encode(names)
    for length in 0..<bytes.count {
      guard let decoded = try? BinaryDecoder.decode([String].self, from: Array(bytes[..<length])) else { continue }
      #expect(decoded.count < names.count && decoded == Array(names[..<decoded.count]))
    }
  }

  @Test func randomBytesAreDecodedOrRefused() {
    var random = SeededRandom(seed: 3)
    for _ in 0..<20_000 {
      let bytes = random.bytes(upTo: 40)
      _ = try? BinaryDecoder.decode(Person.self, from: bytes)
      _ = try? BinaryDecoder.decode([String: [Int?]].self, from: bytes)
      _ = try? BinaryDecoder.decode([Shape].self, from: bytes)
      _ = try? BinaryDecoder.decode(Wrapper<[Flags: Color]>.self, from: bytes)
    }
  }

  @Test func damagedBytesAreDecodedOrRefused() throws {
    let address = Person.Address(street: "Hauptstraße", numbers: [1, -2, 3])
    let bytes = try BinaryEncoder.encode([Person(name: "Ada", age: 36, height: 1.65, address: address)])
    for position in bytes.indices {
      for value in UInt8.min ... .max {
        var damaged = bytes
        damaged[position] = value
        _ = try? BinaryDecoder.decode([Person].self, from: damaged)
      }
    }
  }

  private func expectTruncationsRefused<Value: Codable>(
    _ value: Value, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let bytes = try BinaryEncoder.encode(value)
    for length in 0..<bytes.count {
      #expect(throws: (any Error).self, sourceLocation: sourceLocation) {
        try BinaryDecoder.decode(Value.self, from: Array(bytes[..<length]))
      }
    }
  }
}
