extension CombiningTable {
  /// An index word has 32 bits for the number of an entry.
  @inlinable
  static var mostSlots: Int { 1 << 32 }

  /// Doubles the room, or has the table emptied if there is no memory for that.
  @inlinable
  func makeRoom() throws {
    let slots = (state.pointee.mask + 1) * 2
    guard slots <= Self.mostSlots, budget?.allow(slots: slots) ?? true else {
      try overflow?(self)
      if state.pointee.count < state.pointee.capacity { return }
      guard slots <= Self.mostSlots else { throw TooManyKeys(held: state.pointee.count) }
      return grow(slots: slots)
    }
    grow(slots: slots)
    budget?.settle(slots: slots)
  }

  @inlinable
  func grow(slots: Int) {
    let count = state.pointee.count
    var larger = State(slots: slots)
    larger.entries.moveInitialize(from: state.pointee.entries, count: count)
    larger.count = count
    larger.updatesToMeasure = state.pointee.updatesToMeasure
    for entry in 0..<count {
      let hash = KeyHash.of(larger.entries[entry].key)
      var slot = Int(truncatingIfNeeded: hash) & larger.mask
      while larger.index[slot] != 0 { slot = (slot &+ 1) & larger.mask }
      larger.index[slot] = Self.word(hash, entry: entry)
    }
    state.pointee.deallocate()
    state.pointee = larger
  }

  /// Combines, and counts what that adds for as many updates as have gone by unmeasured.
  @usableFromInline
  func measure(
    _ entry: UnsafeMutablePointer<Entry>, _ budget: TableBudget<Key, Value>, _ combine: (inout Value) throws -> Void
  ) throws {
    let before = budget.valueBytes(entry.pointee.value)
    try combine(&entry.pointee.value)
    try count(budget.valueBytes(entry.pointee.value) - before, budget)
  }

  @usableFromInline
  func measureLast(_ budget: TableBudget<Key, Value>) throws {
    guard state.pointee.count > 0 else { return }
    let entry = state.pointee.entries + (state.pointee.count - 1)
    try count(budget.keyBytes(entry.pointee.key) + budget.valueBytes(entry.pointee.value), budget)
  }

  private func count(_ bytes: Int, _ budget: TableBudget<Key, Value>) throws {
    let hasRoom = budget.add(bytes)
    state.pointee.updatesToMeasure = budget.nextGap()
    if !hasRoom { try overflow?(self) }
  }
}

/// More keys than a table can number.
@usableFromInline
struct TooManyKeys: Error, CustomStringConvertible {
  let held: Int

  @usableFromInline
  init(held: Int) { self.held = held }

  @usableFromInline var description: String { "one task holds \(held) keys, the most that it can: use more partitions" }
}
