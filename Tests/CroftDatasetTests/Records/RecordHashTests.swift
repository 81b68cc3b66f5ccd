import CroftProtocol
import Testing

@testable import CroftDataset

/// Keys meet in a reducer by the hash of their bytes, so equal keys need equal hashes.
@Suite struct RecordHashTests {
  @Test func equalKeysHashAlike() throws {
    try expectSameHash(0.0, -0.0)
    try expectSameHash(Float(0), -0.0)
    try expectSameHash("caf\u{E9}", "cafe\u{301}")
    try expectSameHash([0.0, nil], [-0.0, nil])
    try expectSameHash(["caf\u{E9}": [-0.0]], ["cafe\u{301}": [0.0]])
    let zeroToTen: [Double] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    try expectSameHash(Set(zeroToTen), Set(zeroToTen.dropFirst().reversed() + [-0.0]))
    try expectSameHash(Reading(at: 0, of: "caf\u{E9}"), Reading(at: -0.0, of: "cafe\u{301}"))
  }

  @Test func equalTuplesHashAlike() throws {
    #expect(try hash(of: (0.0, "caf\u{E9}")) == hash(of: (-0.0, "cafe\u{301}")))
    #expect(try hash(of: [(1, 0.0)]) == hash(of: [(1, -0.0)]))
  }

  @Test func differentKeysHashDifferently() throws {
    #expect(Set(try (0..<10_000).map { try hash(of: $0) }).count == 10_000)
    #expect(Set(try (0..<10_000).map { try hash(of: ("word", $0)) }).count == 10_000)
    #expect(try hash(of: ("ab", "c")) != hash(of: ("a", "bc")))
    #expect(try hash(of: Int?.none) != hash(of: Int?.some(0)))
  }

  /// Blocks written by an executor of an earlier run are found again by these.
  @Test func hashesNeverChange() throws {
    #expect(try hash(of: 1) == [UInt8](arrayLiteral: 2).withUnsafeBytes(StableHash.hash))
    #expect(try hash(of: "a") == [1, UInt8(ascii: "a")].withUnsafeBytes(StableHash.hash))
    #expect(try hash(of: Text("a")) == hash(of: "a"))
  }

  private func expectSameHash<Key: Hashable>(
    _ a: Key, _ b: Key, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try #require(a == b, sourceLocation: sourceLocation)
    #expect(try hash(of: a) == hash(of: b), sourceLocation: sourceLocation)
  }

  private func hash<Key>(of key: Key) throws -> UInt64 {
    var writer = ByteWriter()
    return try withUnsafePointer(to: key) {
      try RecordCodec<Key>().erased.canonicalHash(UnsafeRawPointer($0), &writer)
    }
  }
}

private struct Reading: Codable, Hashable {
  var time: Double
  var name: String

  init(at time: Double, of name: String) {
    self.time = time
    self.name = name
  }
}
