import CroftTesting
import Testing

@testable import CroftProtocol

@Suite struct StableHashTests {
  /// Computed once, by another program. Stored blocks and partitions rest on these values: a change of the hash has to
  /// be a decision.
  @Test(
    arguments: [
      ("", 0x1C04_496D_ED27_5E89),
      ("a", 0xF318_9DAA_F369_9B68),
      ("abc", 0x7EE6_71EF_3F40_8944),
      ("abcd", 0xDBE1_6C44_6BFB_4772),
      ("croft", 0xA2C8_DF7B_B031_C3F9),
      ("abcdefgh", 0x9C4A_BD2A_C0AA_575B),
      ("0123456789abcdef", 0xD1E7_2563_40B9_661B),
      ("0123456789abcdefg", 0x1032_3EE3_D461_6E16),
      ("the quick brown fox jumps over the lazy dog", 0x25E8_1C24_0C3B_EEE0),
      (String(repeating: "0123456789", count: 13), 0xCA86_5985_D099_49E3),
      (String(repeating: "0123456789abcdef", count: 16), 0x790B_2967_8486_E138),
      (String(repeating: "the quick brown fox jumps over the lazy dog", count: 7), 0xA91C_A508_DB2E_41C0),
    ] as [(String, UInt64)])
  func theHashNeverChanges(text: String, hash: UInt64) {
    #expect(Array(text.utf8).withUnsafeBytes(StableHash.hash) == hash)
  }

  @Test(
    arguments: [
      (0, 0x1C04_496D_ED27_5E89), (1, 0xF39C_A450_F80E_8079),
      (.max, 0x9172_2D71_F0B7_1C46),
    ] as [(UInt64, UInt64)])
  func theHashOfIntegersNeverChanges(value: UInt64, hash: UInt64) {
    #expect(StableHash.hash(value) == hash)
  }

  @Test func everyLengthHasItsOwnHash() {
    let zeros = (0...300).map { [UInt8](repeating: 0, count: $0).withUnsafeBytes(StableHash.hash) }
    #expect(Set(zeros).count == zeros.count)
  }

  /// From 129 bytes on there are four lanes, of 64 bytes at a time.
  private static let lengths = Array(0...70) + [127, 128, 129, 191, 192, 193, 256, 257, 300]

  @Test(arguments: lengths)
  func everyBitCounts(length: Int) {
    var random = SeededRandom(seed: UInt64(length))
    var bytes = (0..<length).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    var hashes: Set = [bytes.withUnsafeBytes(StableHash.hash)]
    for bit in 0..<length * 8 {
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      hashes.insert(bytes.withUnsafeBytes(StableHash.hash))
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
    }
    #expect(hashes.count == length * 8 + 1)
  }

  @Test(arguments: lengths)
  func theHashReadsNothingBeyondTheBytesWhereverTheyLie(length: Int) {
    let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0) }
    let expected = bytes.withUnsafeBytes(StableHash.hash)
    for padding in 1...9 {
      let padded = [UInt8](repeating: 0xAA, count: padding) + bytes + [UInt8](repeating: 0x55, count: padding)
      let hash = padded.withUnsafeBytes {
        StableHash.hash(UnsafeRawBufferPointer(rebasing: $0[padding..<padding + length]))
      }
      #expect(hash == expected)
    }
  }

  @Test func theEmptyHashIsTheSameWithAndWithoutAnAddress() {
    let withAddress = [UInt8(1)].withUnsafeBytes { StableHash.hash($0.baseAddress!, count: 0) }
    #expect(StableHash.hash(UnsafeRawBufferPointer(start: nil, count: 0)) == withAddress)
  }

  @Test func smallIntegersSpreadOverPartitions() {
    var counts = [Int](repeating: 0, count: 7)
    for value in 0..<70_000 { counts[Int(StableHash.hash(UInt64(value)) % 7)] += 1 }
    #expect(counts.allSatisfy { (9_000...11_000).contains($0) }, "\(counts)")
  }
}
