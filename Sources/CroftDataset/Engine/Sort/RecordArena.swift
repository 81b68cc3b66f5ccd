/// Memory for records that are gathered one after another and forgotten all at once. What lies in it never moves.
struct RecordArena: ~Copyable {
  private var slabs: [UnsafeMutableRawBufferPointer] = []
  /// The slab that is being filled, and how much of it is.
  private var current = 0
  private var used = 0
  private(set) var totalBytes = 0

  private static let smallestSlabBytes = 4 << 10
  /// Large enough that the next one hardly ever has to be asked for, small enough that little of it stays empty.
  private static let largestSlabBytes = 1 << 20

  deinit { for slab in slabs { slab.deallocate() } }

  /// Room for so many bytes, if there is any left.
  mutating func allocate(_ byteCount: Int) -> UnsafeMutableRawPointer? {
    while current < slabs.count {
      if slabs[current].count - used >= byteCount, let base = slabs[current].baseAddress {
        defer { used += byteCount }
        return base + used
      }
      current += 1
      used = 0
    }
    return nil
  }

  /// How large the next slab has to be to hold `byteCount` bytes: the more there are already, the larger.
  func nextSlabBytes(for byteCount: Int) -> Int {
    max(byteCount, min(max(totalBytes, Self.smallestSlabBytes), Self.largestSlabBytes))
  }

  mutating func addSlab(_ byteCount: Int) {
    slabs.append(UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 16))
    totalBytes += byteCount
    current = slabs.count - 1
    used = 0
  }

  /// Forgets the records and keeps the room, but for what a few huge ones have taken.
  ///
  /// - Returns: how many bytes were given up.
  mutating func removeAll() -> Int {
    var removedBytes = 0
    slabs.removeAll { slab in
      guard slab.count > Self.largestSlabBytes else { return false }
      removedBytes += slab.count
      slab.deallocate()
      return true
    }
    totalBytes -= removedBytes
    current = 0
    used = 0
    return removedBytes
  }
}
