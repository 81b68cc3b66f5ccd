import CroftProtocol

/// The records of a run while they gather, within the memory that the task is given.
@usableFromInline
final class RunBuffer {
  private let memory: any TaskMemory
  /// What an entry costs: itself, its place while it is sorted, and its key while that is compared.
  private let bytesPerEntry: Int
  /// How often a copied record is there at once: its bytes, and perhaps the key that was made from it.
  private let copies: Int
  /// What every record changes. Behind a pointer, because checking for overlapping access to a class's properties takes
  /// as long as the rest of it.
  private let state: UnsafeMutablePointer<State>
  private var spare: UnsafeMutablePointer<SortEntry>?
  private var arena = RecordArena()
  private var reservedBytes = 0
  /// What came of bytes that were only to be brought near.
  private var lastTouched: UInt8 = 0

  /// How many records are brought near together.
  private static let batch = 16

  private struct State {
    var entries: UnsafeMutablePointer<SortEntry>
    var capacity: Int
    var count = 0
    var recordBytes = 0
  }

  /// A task that gets no memory at all still goes on, in runs of so many records.
  private static let fewestEntries = 64

  /// - Parameters:
  ///   - keyBytes: what a key takes in memory that has to be made for a comparison; 0 if none has.
  ///   - keysHoldMemory: whether such a key may own memory beyond that.
  @usableFromInline
  init(_ context: TaskContext, keyBytes: Int, keysHoldMemory: Bool) {
    memory = context.services.memory
    bytesPerEntry = 2 * MemoryLayout<SortEntry>.stride + keyBytes
    copies = keysHoldMemory ? 2 : 1
    state = .allocate(capacity: 1)
    state.initialize(to: State(entries: .allocate(capacity: Self.fewestEntries), capacity: Self.fewestEntries))
  }

  @usableFromInline var count: Int { state.pointee.count }

  var entries: UnsafeMutablePointer<SortEntry> { state.pointee.entries }

  /// The bytes of all records together.
  var recordBytes: Int { state.pointee.recordBytes }

  deinit {
    entries.deallocate()
    state.deallocate()
    spare?.deallocate()
    memory.release(reservedBytes)
  }

  /// Adds a record whose bytes stay where they are.
  ///
  /// - Returns: false, and nothing is added, when there is no room.
  @usableFromInline
  func add(view bytes: UnsafeRawBufferPointer, prefix: UInt64) -> Bool {
    guard let start = bytes.baseAddress, bytes.count <= PlacedRecord.longestShort else {
      return add(copyOf: bytes, prefix: prefix)
    }
    guard hasEntry() else { return false }
    add(SortEntry(prefix: prefix, record: PlacedRecord(short: start, count: bytes.count)), bytes.count)
    return true
  }

  /// Adds a record whose bytes are copied.
  ///
  /// - Returns: false, and nothing is added, when there is no room.
  @usableFromInline
  func add(copyOf bytes: UnsafeRawBufferPointer, prefix: UInt64) -> Bool {
    let isLong = bytes.count > PlacedRecord.longestShort
    let lengthBytes = isLong ? PlacedRecord.lengthBytes : 0
    guard hasEntry(), let room = allocate(lengthBytes + bytes.count) else { return false }
    if isLong { room.storeBytes(of: bytes.count, as: Int.self) }
    let start = room + lengthBytes
    if let source = bytes.baseAddress { start.copyMemory(from: source, byteCount: bytes.count) }
    let record = isLong ? PlacedRecord(long: start) : PlacedRecord(short: start, count: bytes.count)
    add(SortEntry(prefix: prefix, record: record), bytes.count)
    return true
  }

  /// Brings the entries into the order of their prefixes, those with the same one in the order in which they came.
  @usableFromInline
  func sortByPrefix() {
    let spare = self.spare ?? .allocate(capacity: state.pointee.capacity)
    self.spare = spare
    RadixSort.sort(entries, count: count, spare: spare)
  }

  @usableFromInline
  func record(at place: Int) -> PlacedRecord { entries[place].record }

  /// Hands on all records in their order.
  @usableFromInline
  func forEach(_ body: (PlacedRecord) throws -> Void) rethrows {
    for entry in 0..<count { try body(entries[entry].record) }
  }

  /// Hands on each stretch of entries that have the same prefix.
  @usableFromInline
  func forEachTie(_ body: (UnsafeMutableBufferPointer<SortEntry>) throws -> Void) rethrows {
    let (entries, count) = (entries, count)
    var start = 0
    while start < count {
      var end = start + 1
      while end < count, entries[end].prefix == entries[start].prefix { end += 1 }
      if end - start > 1 { try body(UnsafeMutableBufferPointer(start: entries + start, count: end - start)) }
      start = end
    }
  }

  /// Appends records in their order.
  ///
  /// They lie anywhere, so each costs a wait for memory: a byte of many is asked for before any of them is copied, and
  /// the waits overlap.
  ///
  /// - Parameter counted: whether each one's length is written before it.
  func copy(_ range: Range<Int>, to chunk: inout ByteWriter, counted: Bool) {
    let entries = entries
    var touched: UInt8 = 0
    var start = range.lowerBound
    while start < range.upperBound {
      let end = min(start + Self.batch, range.upperBound)
      for entry in start..<end { touched ^= entries[entry].record.bytes.last ?? 0 }
      for entry in start..<end {
        let bytes = entries[entry].record.bytes
        if counted { chunk.appendCounted(bytes) } else { chunk.append(bytes) }
      }
      start = end
    }
    lastTouched = touched
  }

  /// Forgets the records and keeps the room.
  @usableFromInline
  func removeAll() {
    state.pointee.count = 0
    state.pointee.recordBytes = 0
    release(arena.removeAll() * copies)
  }

  /// Forgets the records and gives their room back.
  @usableFromInline
  func close() {
    entries.deallocate()
    spare?.deallocate()
    spare = nil
    state.pointee = State(entries: .allocate(capacity: Self.fewestEntries), capacity: Self.fewestEntries)
    arena = RecordArena()
    memory.release(reservedBytes)
    reservedBytes = 0
  }

  private func add(_ entry: SortEntry, _ byteCount: Int) {
    state.pointee.entries[state.pointee.count] = entry
    state.pointee.count += 1
    state.pointee.recordBytes += byteCount
  }

  private func hasEntry() -> Bool { state.pointee.count < state.pointee.capacity || grow() }

  /// Twice the room, or at least a quarter more.
  private func grow() -> Bool {
    let capacity = state.pointee.capacity
    for extra in [capacity, capacity / 4] where reserve(extra * bytesPerEntry) {
      let larger = UnsafeMutablePointer<SortEntry>.allocate(capacity: capacity + extra)
      larger.update(from: entries, count: count)
      entries.deallocate()
      spare?.deallocate()
      state.pointee.entries = larger
      state.pointee.capacity += extra
      spare = nil
      return true
    }
    return false
  }

  private func allocate(_ byteCount: Int) -> UnsafeMutableRawPointer? {
    if let room = arena.allocate(byteCount) { return room }
    let slabBytes = arena.nextSlabBytes(for: byteCount)
    // A single record has to go on, whatever it costs.
    guard reserve(slabBytes * copies) || count == 0 else { return nil }
    arena.addSlab(slabBytes)
    return arena.allocate(byteCount)
  }

  private func reserve(_ bytes: Int) -> Bool {
    guard memory.reserve(bytes) else { return false }
    reservedBytes += bytes
    return true
  }

  /// Gives back what was reserved; what had to be taken without asking was never counted.
  private func release(_ bytes: Int) {
    let released = min(bytes, reservedBytes)
    reservedBytes -= released
    memory.release(released)
  }
}
