/// The headers of a binary's segments (elf(5)), and those segments that lie in its beginning with them.
struct BinaryHeaders {
  /// What a segment holds.
  enum Kind: Int {
    /// The loader's path, and a 0.
    case interpreter = 3
    case note = 4
  }

  private let bytes: [UInt8]
  private let isWide: Bool
  private let table: Int
  private let headerBytes: Int
  private let count: Int

  /// Linkers put the headers, and the small segments that the kernel reads, into the first page.
  static let beginningBytes = 4096

  /// - Parameter bytes: the beginning of a file.
  /// - Returns: nil for what is no binary of this machine's byte order.
  init?(beginning bytes: [UInt8]) {
    guard bytes.starts(with: [0x7F] + "ELF".utf8), bytes.count > 5, bytes[5] == 1 else { return nil }
    isWide = bytes[4] == 2
    guard let table = bytes.littleEndian(at: isWide ? 32 : 28, size: isWide ? 8 : 4), bytes.indices.contains(table),
      let headerBytes = bytes.littleEndian(at: isWide ? 54 : 42, size: 2),
      let count = bytes.littleEndian(at: isWide ? 56 : 44, size: 2)
    else { return nil }
    (self.bytes, self.table, self.headerBytes, self.count) = (bytes, table, headerBytes, count)
  }

  /// The contents of the segments of a kind, in their order, without those that lie elsewhere.
  func segments(_ kind: Kind) -> [[UInt8]] {
    (0..<count).compactMap { number in
      let header = table + number * headerBytes
      guard bytes.littleEndian(at: header, size: 4) == kind.rawValue,
        let start = word(header + (isWide ? 8 : 4)), let length = word(header + (isWide ? 32 : 16)),
        bytes.indices.contains(start), length > 0, length <= bytes.count - start
      else { return nil }
      return Array(bytes[start..<start + length])
    }
  }

  private func word(_ offset: Int) -> Int? { bytes.littleEndian(at: offset, size: isWide ? 8 : 4) }
}

extension [UInt8] {
  /// An unsigned number; nil where it would lie outside.
  func littleEndian(at offset: Int, size: Int) -> Int? {
    guard offset >= 0, offset <= count - size else { return nil }
    return Int(truncatingIfNeeded: self[offset..<offset + size].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
  }
}
