/// Pairs on their way to a join's table, which are looked up some at a time.
///
/// A table of many keys lies in no cache, so looking one up is a wait for memory in the index, another in the entries,
/// and a third in a text that the entry refers to. One after another, these waits take most of a join's time; those of
/// a batch overlap. (Chen et al., "Improving hash join performance through prefetching", 2004.)
///
/// A value with memory of its own: whoever makes one calls `deallocate`.
@usableFromInline
struct ProbeBatch<Key: Hashable, Value, Built> {
  @usableFromInline typealias Rows = UnsafeMutablePointer<JoinRows<Built>>

  @usableFromInline let table: CombiningTable<Key, JoinRows<Built>>
  @usableFromInline let pairs: UnsafeMutablePointer<(key: Key, value: Value)>
  @usableFromInline let hashes: UnsafeMutablePointer<UInt64>
  @usableFromInline let rows: UnsafeMutablePointer<Rows?>
  @usableFromInline var count = 0
  /// What came of bytes that were only to be brought near.
  @usableFromInline var touched: UInt64 = 0

  /// About as many as a core can wait for at once, twice.
  @inlinable static var capacity: Int { 32 }

  @inlinable
  init(_ table: CombiningTable<Key, JoinRows<Built>>) {
    self.table = table
    pairs = .allocate(capacity: Self.capacity)
    hashes = .allocate(capacity: Self.capacity)
    rows = .allocate(capacity: Self.capacity)
  }

  @inlinable
  func deallocate() {
    pairs.deinitialize(count: count)
    pairs.deallocate()
    hashes.deallocate()
    rows.deallocate()
  }

  /// Adds a pair where there is room for one.
  ///
  /// - Returns: whether there is room for no more, and the pairs have to be looked up.
  @inlinable
  mutating func add(_ key: Key, _ value: Value) -> Bool {
    hashes[count] = KeyHash.of(key)
    (pairs + count).initialize(to: (key, value))
    count &+= 1
    return count == Self.capacity
  }

  /// Looks all pairs up and hands them on, in their order, with the rows of their keys if there are any.
  @inlinable
  mutating func forEach(_ body: (Key, Value, Rows?) throws -> Void) throws {
    let count = self.count
    self.count = 0
    for index in 0..<count { touched ^= table.firstWord(of: hashes[index]) }
    for index in 0..<count { rows[index] = table.find(pairs[index].key, hash: hashes[index]) }
    touchTexts(count)
    var next = 0
    defer { (pairs + next).deinitialize(count: count - next) }
    while next < count {
      let (key, value) = (pairs + next).move()
      let found = rows[next]
      next &+= 1
      try body(key, value, found)
    }
  }

  /// Brings what texts refer to near: whoever gets them will read them.
  @inlinable
  mutating func touchTexts(_ count: Int) {
    guard Built.self == Text.self else { return }
    for index in 0..<count {
      guard let found = rows[index] else { continue }
      // The first value is the first thing in the rows. Looked at in place, it need not be retained.
      let text = UnsafeRawPointer(found).assumingMemoryBound(to: Text.self)
      if text.pointee.count > 0 { touched ^= UInt64(text.pointee.start.pointee) }
    }
  }
}
