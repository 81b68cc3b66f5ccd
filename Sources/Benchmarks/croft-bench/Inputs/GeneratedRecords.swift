import CroftProtocol

/// Records of 100 bytes with a random key in the first 10, as sort benchmarks have them; but printable, and each ended
/// by a newline, so that programs that sort lines can sort the same file. No two are alike.
struct GeneratedRecords {
  static let recordBytes = 100
  static let keyBytes = 10

  let records: Int

  func write(to path: String) throws {
    try GeneratedFile.writeRows(to: path, rows: records) { record, bytes in
      var draw = Draw(row: record, seed: 0x736f_7274)
      var key = draw.next()
      for _ in 0..<Self.keyBytes {
        // The printable characters of ASCII.
        bytes.append(UInt8(ascii: " ") + UInt8(key % 95))
        key /= 95
      }
      bytes.appendDecimal(record, width: 12)
      let filler = UInt8(ascii: "a") + UInt8(record % 26)
      for _ in bytes.count % Self.recordBytes..<Self.recordBytes - 1 { bytes.append(filler) }
      bytes.append("\n")
    }
  }
}
