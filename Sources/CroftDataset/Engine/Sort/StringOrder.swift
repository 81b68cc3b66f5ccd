import CroftProtocol

/// The order of strings: by the scalars of their normal form C, whose order is that of its UTF-8.
///
/// It is what `String`'s `<` means to be, which in Swift 6.3 lets neither of "A\u{30A}a" and "Åae" come first: a
/// merge of runs needs an order without such gaps.
@usableFromInline
enum StringOrder {
  @usableFromInline
  static func precedes(_ a: String, _ b: String) -> Bool {
    var (a, b) = (a, b)
    let fromBytes = a.withUTF8 { a in b.withUTF8 { b in bytesPrecede(a, b) } }
    if let fromBytes { return fromBytes }
    var (first, second) = (normalized(a), normalized(b))
    return first.withUTF8 { a in
      second.withUTF8 { b in Text(viewing: UnsafeRawBufferPointer(a)) < Text(viewing: UnsafeRawBufferPointer(b)) }
    }
  }

  /// What the first bytes that differ tell, without a look at the rest; nil where they tell nothing.
  ///
  /// An ASCII character is never joined with what is before it, so what is alike up to one stays alike in normal form.
  /// The character itself stays as it is if no accent follows.
  private static func bytesPrecede(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Bool? {
    let shorter = min(a.count, b.count)
    let (first, second) = (UnsafeRawBufferPointer(a), UnsafeRawBufferPointer(b))
    var place = 0
    while shorter - place >= 8,
      first.loadUnaligned(fromByteOffset: place, as: UInt64.self)
        == second.loadUnaligned(fromByteOffset: place, as: UInt64.self)
    {
      place += 8
    }
    while place < shorter, first[place] == second[place] { place += 1 }
    guard isASCII(a[place...].prefix(2)), isASCII(b[place...].prefix(2)) else { return nil }
    return place < shorter ? first[place] < second[place] : a.count < b.count
  }

  /// See `SortPrefix`.
  @usableFromInline
  static func prefix(_ key: String) -> UInt64 {
    var key = key
    let ofASCII = key.withUTF8 { bytes -> UInt64? in
      // The ninth byte may change the eighth: an accent that is joined with its letter.
      guard isASCII(bytes.prefix(9)) else { return nil }
      return SortPrefix.ofText(Text(viewing: UnsafeRawBufferPointer(bytes)))
    }
    if let ofASCII { return ofASCII }
    var whole = normalized(key)
    return whole.withUTF8 { SortPrefix.ofText(Text(viewing: UnsafeRawBufferPointer($0))) }
  }

  private static func normalized(_ string: String) -> String {
    var string = string
    if string.withUTF8({ isASCII($0[...]) }) { return string }
    var writer = ByteWriter(capacity: string.utf8.count + 16)
    writer.appendCanonical(string)
    var reader = ByteReader(writer.bytes)
    guard let bytes = try? reader.readCounted() else { return string }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func isASCII(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool { bytes.allSatisfy { $0 < 0x80 } }
}
