/// A hash table that keeps one value for each key and combines what is put in under the same one.
///
/// Entries lie densely in the order of their first appearance; an index with linear probing finds them. An index word
/// is the upper half of the hash and the entry's number plus one, so that most misses are settled without looking at a
/// key. Cost: 8 bytes of index for at most 3/4 load, plus the entry. A class, because closures share it; its state lies
/// behind a pointer, because the checks for overlapping access to a class's properties would cost a third of the time.
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

    @inlinable
    init(slots: Int) {
      index = Self.emptyIndex(slots: slots)
      mask = slots - 1
      entries = .allocate(capacity: slots * 3 / 4)
    }

    @inlinable
    static func emptyIndex(slots: Int) -> UnsafeMutablePointer<UInt64> {
      let index = UnsafeMutablePointer<UInt64>.allocate(capacity: slots)
      index.initialize(repeating: 0, count: slots)
      return index
    }
  }

  @usableFromInline let state: UnsafeMutablePointer<State>

  @inlinable
  init() {
    state = .allocate(capacity: 1)
    state.initialize(to: State(slots: 1024))
  }

  @inlinable
  deinit {
    state.pointee.entries.deinitialize(count: state.pointee.count)
    state.pointee.entries.deallocate()
    state.pointee.index.deallocate()
    state.deallocate()
  }

  @inlinable
  var count: Int { state.pointee.count }

  @inlinable
  func merge(_ key: Key, _ value: Value, _ combine: (Value, Value) throws -> Value) rethrows {
    let hash = KeyHash.of(key)
    let (index, mask, entries) = (state.pointee.index, state.pointee.mask, state.pointee.entries)
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let word = index[slot]
      if word == 0 { break }
      if (word ^ hash) >> 32 == 0 {
        let entry = entries + (Int(truncatingIfNeeded: word & 0xFFFF_FFFF) &- 1)
        if entry.pointee.key == key {
          entry.pointee.value = try combine(entry.pointee.value, value)
          return
        }
      }
      slot = (slot &+ 1) & mask
    }
    insert(Entry(key: key, value: value), hash: hash, slot: slot)
  }

  @inlinable
  func insert(_ entry: Entry, hash: UInt64, slot: Int) {
    let count = state.pointee.count
    state.pointee.index[slot] = Self.word(hash, entry: count)
    (state.pointee.entries + count).initialize(to: entry)
    state.pointee.count = count + 1
    if count + 1 == (state.pointee.mask + 1) * 3 / 4 { grow() }
  }

  @inlinable
  static func word(_ hash: UInt64, entry: Int) -> UInt64 {
    (hash & 0xFFFF_FFFF_0000_0000) | UInt64(truncatingIfNeeded: entry &+ 1)
  }

  @inlinable
  func grow() {
    let count = state.pointee.count
    precondition(state.pointee.mask < UInt32.max, "a task can hold 3,221,225,472 keys; use more partitions")
    var larger = State(slots: (state.pointee.mask + 1) * 2)
    larger.entries.moveInitialize(from: state.pointee.entries, count: count)
    larger.count = count
    for entry in 0..<count {
      let hash = KeyHash.of(larger.entries[entry].key)
      var slot = Int(truncatingIfNeeded: hash) & larger.mask
      while larger.index[slot] != 0 { slot = (slot &+ 1) & larger.mask }
      larger.index[slot] = Self.word(hash, entry: entry)
    }
    state.pointee.entries.deallocate()
    state.pointee.index.deallocate()
    state.pointee = larger
  }

  @inlinable
  func forEach(_ body: (Key, Value) throws -> Void) rethrows {
    for entry in 0..<state.pointee.count {
      try body(state.pointee.entries[entry].key, state.pointee.entries[entry].value)
    }
  }
}
