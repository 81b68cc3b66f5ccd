/// Finds a column by the bytes of its name in a few nanoseconds: rows look a name up at every access.
///
/// A value without references, so that a copy costs nothing; its memory belongs to `CSVColumns`.
@usableFromInline
struct CSVColumnTable {
  private struct Slot {
    var hash: UInt64
    /// Nil in an empty slot.
    var name: UnsafePointer<UInt8>?
    var count: Int
    var column: Int
  }

  /// Open addressing, a power of two and at most half full.
  private let slots: UnsafeMutablePointer<Slot>
  private let mask: Int

  /// - Parameter names: must live as long as the table. Where a name comes twice, the first column has it.
  init(_ names: [Text]) {
    var size = 4
    while size < names.count * 2 { size *= 2 }
    mask = size - 1
    slots = .allocate(capacity: size)
    slots.initialize(repeating: Slot(hash: 0, name: nil, count: 0, column: 0), count: size)
    for (column, name) in names.enumerated() where index(name.start, name.count) == nil {
      let hash = Self.hash(name.start, name.count)
      var place = Int(truncatingIfNeeded: hash) & mask
      while slots[place].name != nil { place = (place + 1) & mask }
      slots[place] = Slot(hash: hash, name: name.start, count: name.count, column: column)
    }
  }

  func deallocate() { slots.deallocate() }

  /// The column of a name; nil if the header does not have it.
  @usableFromInline
  func index(_ name: UnsafePointer<UInt8>, _ count: Int) -> Int? {
    let hash = Self.hash(name, count)
    var place = Int(truncatingIfNeeded: hash) & mask
    while let other = slots[place].name {
      if slots[place].hash == hash, slots[place].count == count, Text.equalBytes(other, name, count: count) {
        return slots[place].column
      }
      place = (place &+ 1) & mask
    }
    return nil
  }

  /// From the first and the last bytes alone: names are few, and those in the table are compared as a whole.
  private static func hash(_ name: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
    let name = UnsafeRawPointer(name)
    let (first, last): (UInt64, UInt64)
    if count >= 8 {
      first = name.loadUnaligned(as: UInt64.self)
      last = name.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
    } else if count >= 4 {
      first = UInt64(name.loadUnaligned(as: UInt32.self))
      last = UInt64(name.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self))
    } else if count > 0 {
      first = UInt64(name.load(as: UInt8.self))
      last =
        UInt64(name.load(fromByteOffset: count >> 1, as: UInt8.self)) << 8
        | UInt64(name.load(fromByteOffset: count &- 1, as: UInt8.self))
    } else {
      (first, last) = (0, 0)
    }
    // Odd constants of random bits; the high half of a product depends on all bits of the factors.
    let mixed = (first ^ UInt64(truncatingIfNeeded: count)) &* 0x9E37_79B9_7F4A_7C15 ^ last &* 0xC2B2_AE3D_27D4_EB4F
    return mixed ^ (mixed >> 32)
  }
}
