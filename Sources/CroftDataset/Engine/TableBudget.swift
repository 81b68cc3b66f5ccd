import CroftProtocol

/// What a table holds of its task's memory: its entries exactly, what keys and values have on the heap at a guess.
///
/// The guess comes from updates that are drawn at random: what each adds counts for all that went by since the last.
/// So it is right on average whether values grow or not and however unevenly they do, and costs next to nothing.
@usableFromInline
final class TableBudget<Key: Hashable, Value> {
  private var grant: MemoryGrant?
  private let keys = HeapMeasure<Key>()
  private let values = HeapMeasure<Value>()
  private var entryBytes = 0
  private var heapBytes = 0
  private var gap = 1
  private var measured: UInt64 = 0
  private var isLifted = false
  /// What the heap may take without asking.
  private var excusedBytes = TableBudget.smallestBytes

  /// The first updates are all measured; then the gaps widen to this.
  private static var widestGap: UInt64 { 256 }
  private static var firstUpdates: UInt64 { 64 }

  /// A table that could not hold even this would spill one key at a time.
  private static var smallestBytes: Int { 8 << 10 }

  @usableFromInline
  init(_ context: TaskContext) { grant = MemoryGrant(context) }

  /// From now on the table takes what it needs: emptying it would not help.
  @usableFromInline
  func lift() { isLifted = true }

  /// Lets what there is be, because emptying the table would not help; but no more.
  @usableFromInline
  func excuse() { excusedBytes = max(excusedBytes, heapBytes) }

  /// Asks for the room of so many slots and their entries, in addition to the present ones, which are copied from.
  @usableFromInline
  func allow(slots: Int) -> Bool {
    isLifted || resize(to: heapBytes + entryBytes + Self.bytes(slots: slots))
  }

  /// The entries have moved to so many slots.
  @usableFromInline
  func settle(slots: Int) {
    entryBytes = Self.bytes(slots: slots)
    if !isLifted { _ = resize(to: heapBytes + entryBytes) }
  }

  /// Counts what an update added for all that went by since the last one measured.
  ///
  /// - Returns: whether there is room for it.
  func add(_ bytes: Int) -> Bool {
    heapBytes = max(0, heapBytes + bytes * gap)
    if isLifted || heapBytes <= excusedBytes || heapBytes + entryBytes <= (grant?.bytes ?? 0) { return true }
    // An eighth more than is needed, so that it does not have to ask each time.
    return resize(to: (heapBytes + entryBytes) * 9 / 8) || resize(to: heapBytes + entryBytes)
  }

  /// How many updates go by before the next one is measured: a different number each time, so that no pattern in the
  /// data falls in with it.
  func nextGap() -> Int {
    measured += 1
    let widest = min(Self.widestGap, 1 + measured / Self.firstUpdates * 8)
    gap = 1 + Int(StableHash.hash(measured) % widest)
    return gap
  }

  @usableFromInline
  func forgetHeap() {
    heapBytes = 0
    if !isLifted { _ = resize(to: entryBytes) }
  }

  /// Gives the memory back, for a table that outlives its task.
  ///
  /// - Returns: how many bytes it takes.
  @usableFromInline
  func end() -> Int {
    lift()
    grant = nil
    return heapBytes + entryBytes
  }

  private func resize(to bytes: Int) -> Bool { grant?.resize(to: bytes) ?? true }

  func keyBytes(_ key: Key) -> Int { keys.bytes(key) }
  func valueBytes(_ value: Value) -> Int { values.bytes(value) }

  private static func bytes(slots: Int) -> Int {
    slots * MemoryLayout<UInt64>.stride + slots * 3 / 4 * MemoryLayout<CombiningTable<Key, Value>.Entry>.stride
  }
}
