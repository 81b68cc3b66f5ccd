/// A hash table that keeps one value for each key and combines what is put in under the same one.
///
/// Entries lie densely in the order of their first appearance; an index with linear probing finds them. An index word
/// is the upper half of the hash and the entry's number plus one, so that most misses are settled without looking at a
/// key. Cost: 8 bytes of index for at most 3/4 load, plus the entry. A class, because closures share it; its state lies
/// behind a pointer, because the checks for overlapping access to a class's properties would cost a third of the time.
///
/// A table with a budget asks for memory before it grows; when there is none, its `overflow` is called, to empty it.
@usableFromInline
final class CombiningTable<Key: Hashable, Value> {
  @usableFromInline
  struct Entry {
    @usableFromInline let key: Key
    @usableFromInline var value: Value

    @inlinable
    init(key: Key, value: Value) {
      self.key = key
      self.value = value
    }
  }

  @usableFromInline
  struct State {
    @usableFromInline var index: UnsafeMutablePointer<UInt64>
    @usableFromInline var mask: Int
    @usableFromInline var entries: UnsafeMutablePointer<Entry>
    @usableFromInline var count = 0
    /// How many updates go by before the next one is measured.
    @usableFromInline var updatesToMeasure = 1

    @inlinable
    init(slots: Int) {
      index = .allocate(capacity: slots)
      index.initialize(repeating: 0, count: slots)
      mask = slots - 1
      entries = .allocate(capacity: slots * 3 / 4)
    }

    /// How many entries there is room for.
    @inlinable
    var capacity: Int { (mask + 1) * 3 / 4 }

    @inlinable
    func deallocate() {
      entries.deallocate()
      index.deallocate()
    }
  }

  @usableFromInline let state: UnsafeMutablePointer<State>
  /// What it may hold; nil for a table that may hold whatever it needs.
  @usableFromInline let budget: TableBudget<Key, Value>?
  /// Where keys are kept that are texts.
  @usableFromInline let texts = KeyTexts()
  /// Called when there is no room for more: empties the table with `drain`, or lifts the budget.
  @usableFromInline var overflow: ((CombiningTable) throws -> Void)?

  @inlinable
  init(budget: TableBudget<Key, Value>? = nil) {
    self.budget = budget
    state = .allocate(capacity: 1)
    state.initialize(to: State(slots: 1024))
  }

  @inlinable
  deinit {
    state.pointee.entries.deinitialize(count: state.pointee.count)
    state.pointee.deallocate()
    state.deallocate()
  }

  @inlinable
  var count: Int { state.pointee.count }

  /// Combines something with the value of a key, in place, or makes the key's first value.
  ///
  /// - Throws: what the closures or `overflow` throw; a value is then as `combine` left it.
  @inlinable
  func update(
    _ key: Key, create: () throws -> Value, combine: (inout Value) throws -> Void
  ) throws {
    let hash = KeyHash.of(key)
    let (index, mask, entries) = (state.pointee.index, state.pointee.mask, state.pointee.entries)
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let word = index[slot]
      if word == 0 { break }
      if (word ^ hash) >> 32 == 0 {
        let entry = entries + (Int(truncatingIfNeeded: word & 0xFFFF_FFFF) &- 1)
        if KeyHash.areEqual(entry.pointee.key, key) {
          if _isPOD(Value.self) { return try combine(&entry.pointee.value) }
          state.pointee.updatesToMeasure &-= 1
          if _slowPath(state.pointee.updatesToMeasure <= 0), let budget {
            return try measure(entry, budget, combine)
          }
          return try combine(&entry.pointee.value)
        }
      }
      slot = (slot &+ 1) & mask
    }
    try insert(Entry(key: kept(key), value: try create()), hash: hash, slot: slot)
  }

  @inlinable
  func merge(_ key: Key, _ value: Value, _ combine: (Value, Value) throws -> Value) throws {
    try update(key, create: { value }, combine: { $0 = try combine($0, value) })
  }

  /// The value of a key; valid until the table changes.
  @inlinable
  func find(_ key: Key) -> UnsafeMutablePointer<Value>? { find(key, hash: KeyHash.of(key)) }

  /// What the index has at the place where the search for a hash begins.
  @inlinable
  func firstWord(of hash: UInt64) -> UInt64 {
    state.pointee.index[Int(truncatingIfNeeded: hash) & state.pointee.mask]
  }

  /// - Parameter hash: the key's `KeyHash`.
  @inlinable
  func find(_ key: Key, hash: UInt64) -> UnsafeMutablePointer<Value>? {
    let (index, mask, entries) = (state.pointee.index, state.pointee.mask, state.pointee.entries)
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let word = index[slot]
      if word == 0 { return nil }
      if (word ^ hash) >> 32 == 0 {
        let entry = entries + (Int(truncatingIfNeeded: word & 0xFFFF_FFFF) &- 1)
        if KeyHash.areEqual(entry.pointee.key, key) {
          return withUnsafeMutablePointer(to: &entry.pointee.value) { $0 }
        }
      }
      slot = (slot &+ 1) & mask
    }
  }

  @inlinable
  func kept(_ key: Key) -> Key {
    guard Key.self == Text.self else { return key }
    return unsafeBitCast(texts.keep(unsafeBitCast(key, to: Text.self)), to: Key.self)
  }

  @inlinable
  func insert(_ entry: Entry, hash: UInt64, slot: Int) throws {
    let count = state.pointee.count
    state.pointee.index[slot] = Self.word(hash, entry: count)
    (state.pointee.entries + count).initialize(to: entry)
    state.pointee.count = count + 1
    if _slowPath(count + 1 == state.pointee.capacity) { try makeRoom() }
    if !_isPOD(Entry.self) {
      state.pointee.updatesToMeasure &-= 1
      if _slowPath(state.pointee.updatesToMeasure <= 0), let budget { try measureLast(budget) }
    }
  }

  @inlinable
  static func word(_ hash: UInt64, entry: Int) -> UInt64 {
    (hash & 0xFFFF_FFFF_0000_0000) | UInt64(truncatingIfNeeded: entry &+ 1)
  }

  @inlinable
  func forEach(_ body: (Key, Value) throws -> Void) rethrows {
    for entry in 0..<state.pointee.count {
      try body(state.pointee.entries[entry].key, state.pointee.entries[entry].value)
    }
  }

  /// Hands out every entry in the order of first appearance, and forgets it. The room is kept.
  @inlinable
  func drain(_ body: (Key, Value) throws -> Void) throws {
    let (entries, count) = (state.pointee.entries, state.pointee.count)
    state.pointee.count = 0
    texts.forget()
    state.pointee.index.update(repeating: 0, count: state.pointee.mask + 1)
    var next = 0
    defer { (entries + next).deinitialize(count: count - next) }
    while next < count {
      let entry = (entries + next).move()
      next += 1
      try body(entry.key, entry.value)
    }
    budget?.forgetHeap()
  }
}
