import Glibc

/// Finds the delimiters and line ends outside of quotes, 64 bytes at a time.
///
/// Blocks without a quote, which are most, take a path without branches but one for each hit.
struct CSVScanner {
  private let base: UnsafePointer<UInt8>
  private let size: Int
  private let delimiter: UInt8
  private let quote: UInt8
  private let hasQuotes: Bool
  private let starts: UnsafeMutablePointer<UInt32>
  private(set) var count = 1
  private(set) var malformation: (kind: CSVMalformation.Kind, offset: Int)?

  /// Where the open quote is; nil outside of quotes.
  private var openQuote: Int?
  /// Bytes before this offset have been looked at already.
  private var skipUntil = 0

  private static let blockBytes = 64

  init(
    _ base: UnsafePointer<UInt8>, size: Int, _ format: CSVFormat, into starts: UnsafeMutablePointer<UInt32>
  ) {
    self.base = base
    self.size = size
    self.delimiter = format.delimiter
    self.quote = format.quote ?? format.delimiter
    self.hasQuotes = format.quote != nil
    self.starts = starts
  }

  /// Looks at whole blocks until `limit` bytes are done, the places are almost full, or the file ends.
  mutating func scan(upTo limit: Int, capacity: Int) {
    var offset = 0
    // A block has as many hits as bytes at most; the last place is for the end of the file.
    let lastCount = capacity - Self.blockBytes - 1
    while offset < limit, count <= lastCount {
      if offset + Self.blockBytes <= size {
        scanBlock(UnsafeRawPointer(base) + offset, at: offset)
      } else {
        scanLastBlock(at: offset)
      }
      if malformation != nil { return }
      offset += Self.blockBytes
      if offset >= size { return finish() }
    }
  }

  /// Behind the last byte, as if a line ended there.
  private mutating func finish() {
    if let openQuote {
      malformation = (.unclosedQuote, openQuote)
    } else {
      append(size)
    }
  }

  /// Copies what is left behind a run of zeros, which match nothing, because nobody may read behind the file.
  private mutating func scanLastBlock(at offset: Int) {
    var block = (SIMD32<UInt8>.zero, SIMD32<UInt8>.zero)
    withUnsafeMutableBytes(of: &block) { block in
      guard let copy = block.baseAddress else { return }
      memcpy(copy, base + offset, size - offset)
      scanBlock(UnsafeRawPointer(copy), at: offset)
    }
  }

  @inline(__always)
  private mutating func scanBlock(_ block: UnsafeRawPointer, at offset: Int) {
    let vectors = (
      block.loadUnaligned(as: SIMD16<UInt8>.self),
      block.loadUnaligned(fromByteOffset: 16, as: SIMD16<UInt8>.self),
      block.loadUnaligned(fromByteOffset: 32, as: SIMD16<UInt8>.self),
      block.loadUnaligned(fromByteOffset: 48, as: SIMD16<UInt8>.self)
    )
    let delimiters = SIMD16(repeating: delimiter)
    let lineEnds = SIMD16(repeating: UInt8(ascii: "\n"))
    let hits = Self.bits(
      (vectors.0 .== delimiters) .| (vectors.0 .== lineEnds), (vectors.1 .== delimiters) .| (vectors.1 .== lineEnds),
      (vectors.2 .== delimiters) .| (vectors.2 .== lineEnds), (vectors.3 .== delimiters) .| (vectors.3 .== lineEnds))
    guard hasQuotes else { return appendAll(hits, at: offset) }
    let quotes = SIMD16(repeating: quote)
    let matches = (vectors.0 .== quotes, vectors.1 .== quotes, vectors.2 .== quotes, vectors.3 .== quotes)
    let any = unsafeBitCast((matches.0 .| matches.1) .| (matches.2 .| matches.3), to: SIMD2<UInt64>.self)
    if _fastPath(any[0] | any[1] == 0) {
      if openQuote == nil { appendAll(hits, at: offset) }
    } else {
      scanQuotes(hits, quotes: Self.bits(matches.0, matches.1, matches.2, matches.3), at: offset)
    }
  }

  @inline(__always)
  private mutating func appendAll(_ hits: UInt64, at offset: Int) {
    var hits = hits
    var next = starts + count
    let behind = UInt32(truncatingIfNeeded: offset &+ 1)
    while hits != 0 {
      next.pointee = behind &+ UInt32(truncatingIfNeeded: hits.trailingZeroBitCount)
      next += 1
      hits &= hits &- 1
    }
    count = next - starts
  }

  private mutating func append(_ offset: Int) {
    starts[count] = UInt32(truncatingIfNeeded: offset + 1)
    count += 1
  }

  /// The careful path: hit by hit, in or outside of quotes.
  private mutating func scanQuotes(_ hits: UInt64, quotes: UInt64, at blockOffset: Int) {
    var rest = hits | quotes
    while rest != 0 {
      let bit = rest & (0 &- rest)
      rest &= rest &- 1
      let offset = blockOffset + bit.trailingZeroBitCount
      if offset < skipUntil { continue }
      if quotes & bit == 0 {
        if openQuote == nil { append(offset) }
      } else if openQuote == nil {
        guard offset == Int(starts[count - 1]) else { return malformation = (.quoteInField, offset) }
        openQuote = offset
      } else if offset + 1 < size, base[offset + 1] == quote {
        skipUntil = offset + 2
      } else {
        openQuote = nil
        guard isFieldEnd(offset + 1) else { return malformation = (.textBehindQuote, offset + 1) }
      }
    }
  }

  private func isFieldEnd(_ offset: Int) -> Bool {
    guard offset < size else { return true }
    let byte = base[offset]
    if byte == delimiter || byte == UInt8(ascii: "\n") { return true }
    return byte == UInt8(ascii: "\r") && offset + 1 < size && base[offset + 1] == UInt8(ascii: "\n")
  }

  /// One bit for each of 64 bytes that matched.
  @inline(__always)
  private static func bits(_ a: Mask, _ b: Mask, _ c: Mask, _ d: Mask) -> UInt64 {
    bits(a) | bits(b) << 16 | bits(c) << 32 | bits(d) << 48
  }

  private typealias Mask = SIMDMask<SIMD16<Int8>>

  /// Each lane is all ones or all zeros. Leave a bit of its own in each byte, and the product adds the eight up in the
  /// highest byte.
  @inline(__always)
  private static func bits(_ mask: Mask) -> UInt64 {
    let lanes = unsafeBitCast(mask, to: SIMD2<UInt64>.self) & SIMD2(repeating: 0x8040_2010_0804_0201)
    return (lanes[0] &* 0x0101_0101_0101_0101) >> 56 | ((lanes[1] &* 0x0101_0101_0101_0101) >> 56) << 8
  }
}
