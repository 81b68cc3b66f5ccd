import CroftProtocol
import CroftTesting
import Synchronization
import Testing

@testable import CroftDataset

@Suite struct MalformedRecordTests {
  typealias Deep = (String, [(Int, Text?)], [String: Set<Double>], RecordCodecTests.Point)

  static let deep: Deep = (
    "größe", [(1, "one"), (-300, nil)], ["a": [1, 2], "b": []], RecordCodecTests.Point(x: 5, label: "five")
  )

  @Test func everyTruncationIsRefused() throws {
    let bytes = try encoded(Self.deep)
    for length in 0..<bytes.count {
      #expect(throws: (any Error).self) { try decoded(Deep.self, from: Array(bytes[..<length])) }
    }
  }

  @Test func randomBytesAreDecodedOrRefused() {
    var random = SeededRandom(seed: 12)
    for _ in 0..<10_000 {
      let bytes = random.bytes(upTo: 30)
      _ = try? decoded(Deep.self, from: bytes)
      _ = try? decoded([String: Int?].self, from: bytes)
      _ = try? decoded([[(Bool, Void)]].self, from: bytes)
      _ = try? decoded([RecordCodecTests.Point: Text].self, from: bytes)
    }
  }

  @Test func damagedBytesAreDecodedOrRefused() throws {
    let bytes = try encoded(Self.deep)
    for position in bytes.indices {
      for value in [0, 1, 2, 0x7F, 0x80, 0xFF] as [UInt8] {
        var damaged = bytes
        damaged[position] = value
        _ = try? decoded(Deep.self, from: damaged)
      }
    }
  }

  @Test func aCountThatCannotFitIsRefusedAtOnce() {
    let bytes = [UInt8](repeating: 0xFF, count: 9) + [1]
    #expect(throws: MalformedBytes.self) { try decoded([Void].self, from: bytes) }
    #expect(throws: MalformedBytes.self) { try decoded([Int].self, from: bytes) }
    #expect(throws: MalformedBytes.self) { try decoded(Set<String>.self, from: bytes) }
    #expect(throws: MalformedBytes.self) { try decoded(String.self, from: bytes) }
  }

  @Test func partsOfATupleThatCannotBeReadAreReleased() throws {
    typealias Record = (Counted, (Counted, [Counted]), Counted?)
    let bytes = try encoded((Counted(), (Counted(), [Counted(), Counted()]), Counted?.some(Counted())) as Record)
    #expect(Counted.alive.load(ordering: .relaxed) == 0)
    for length in 0..<bytes.count {
      #expect(throws: (any Error).self) { try decoded(Record.self, from: Array(bytes[..<length])) }
      #expect(Counted.alive.load(ordering: .relaxed) == 0)
    }
    let copy = try decoded(Record.self, from: bytes)
    #expect(Counted.alive.load(ordering: .relaxed) == 5)
    withExtendedLifetime(copy) {}
  }
}

/// Knows how many of it there are; used by one test alone.
private final class Counted: Codable {
  static let alive = Atomic(0)
  let value: Int

  init() {
    value = 7
    Self.alive.add(1, ordering: .relaxed)
  }

  init(from decoder: any Decoder) throws {
    value = try decoder.singleValueContainer().decode(Int.self)
    Self.alive.add(1, ordering: .relaxed)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }

  deinit { Self.alive.subtract(1, ordering: .relaxed) }
}
