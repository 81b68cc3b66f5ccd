import Croft

/// A record of the sort benchmark: a key of 10 random bytes, then 90 more. (Nyberg, "Sort Benchmark data generator and
/// output validator", gensort.)
enum Record {
  static let bytes = 100
  static let keyBytes = 10

  /// A record of gensort's layout, from other random numbers: the key, two bytes between, its number as 32 hexadecimal
  /// digits, four bytes between, 12 random digits four times each, and four bytes at the end.
  static func make(number: Int, seed: UInt64) -> Text {
    var random = SplitMix64(seed: seed, stream: number)
    var record: [UInt8] = []
    record.reserveCapacity(bytes)
    for _ in 0..<keyBytes { record.append(UInt8(truncatingIfNeeded: random.next() >> 56)) }
    record += [0x00, 0x11]
    record += repeatElement(UInt8(ascii: "0"), count: 16)
    for place in (0..<16).reversed() { record.append(hexadecimalDigit(of: UInt64(number), at: place)) }
    record += [0x88, 0x99, 0xAA, 0xBB]
    let filler = random.next()
    for index in 0..<48 { record.append(hexadecimalDigit(of: filler, at: index / 4)) }
    record += [0xCC, 0xDD, 0xEE, 0xFF]
    return Text(bytes: record)
  }

  private static func hexadecimalDigit(of number: UInt64, at place: Int) -> UInt8 {
    let digit = UInt8(truncatingIfNeeded: number >> UInt64(4 * place)) & 0xF
    return digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10
  }
}

/// The checksum of records that zlib, gzip and valsort use. (ISO 3309.)
enum CRC32 {
  /// What each byte does to the checksum.
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { checksum, _ in
      checksum & 1 == 1 ? 0xEDB8_8320 ^ (checksum >> 1) : checksum >> 1
    }
  }

  static func checksum(of text: Text) -> UInt32 {
    text.withUnsafeBytes { bytes in
      table.withUnsafeBufferPointer { table in
        ~bytes.reduce(~0) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ ($0 >> 8) }
      }
    }
  }
}
