/// A record on its way into a sorted run: the beginning of its key, and where its bytes are.
@usableFromInline
struct SortEntry {
  let prefix: UInt64
  @usableFromInline let record: PlacedRecord
}

/// Where a record's bytes lie, in one word: the address in the lower 48 bits, the length in the upper 16.
///
/// Linux gives a process no address of more than 47 bits on x86-64, nor of more than 48 on AArch64, unless it asks for
/// one (Documentation/arch/x86/x86_64/5level-paging.rst, Documentation/arch/arm64/memory.rst).
@usableFromInline
struct PlacedRecord {
  private let word: UInt64

  /// The length of records that are too long for 16 bits; theirs stands in the eight bytes before the record.
  private static let long = 0xFFFF
  static let longestShort = long - 1
  static let lengthBytes = MemoryLayout<Int>.size

  /// A record of at most `longestShort` bytes.
  init(short start: UnsafeRawPointer, count: Int) {
    self.init(start, lengthField: count)
  }

  /// A record of any length, which is to be found before it.
  init(long start: UnsafeRawPointer) {
    self.init(start, lengthField: Self.long)
  }

  private init(_ start: UnsafeRawPointer, lengthField: Int) {
    let address = UInt64(UInt(bitPattern: start))
    precondition(address >> 48 == 0, "an address of more than 48 bits, which this process did not ask for")
    word = address | UInt64(lengthField) << 48
  }

  @usableFromInline var bytes: UnsafeRawBufferPointer {
    let start = UnsafeRawPointer(bitPattern: UInt(word & 0xFFFF_FFFF_FFFF))
    let field = Int(word >> 48)
    guard field == Self.long, let start else { return UnsafeRawBufferPointer(start: start, count: field) }
    let count = (start - Self.lengthBytes).loadUnaligned(as: Int.self)
    return UnsafeRawBufferPointer(start: start, count: count)
  }
}
