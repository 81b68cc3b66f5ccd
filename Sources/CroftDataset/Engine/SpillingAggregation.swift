/// Puts the records of each key together, whatever the number of keys.
///
/// They gather in a table. Whenever that has no more room, its entries go to buckets on disk; at the end each bucket
/// is treated in the same way, by other bits of the hash. One key's state has to fit in memory.
///
/// - Parameters:
///   - records: how what is spilled is written.
///   - source: hands every pair to the function it is given.
///   - create: makes a key's state of its first record.
///   - add: adds another record to it.
///   - unpack: hands out records that make an equal state when they are put together again.
///   - sink: gets each key once.
@inlinable
func aggregateSpilling<Key: Hashable, Record, State>(
  _ context: TaskContext, _ records: PairRecords<Key, Record>, level: Int = 0,
  from source: @escaping ((Key, Record) throws -> Void) throws -> Void,
  create: (Record) throws -> State, add: (inout State, Record) throws -> Void,
  unpack: @escaping (State, (Record) throws -> Void) throws -> Void,
  to sink: (Key, State) throws -> Void
) throws {
  let (table, buckets) = try gather(context, records, level: level, unpack: unpack) { table in
    try source { key, record in
      try table.update(key, create: { try create(record) }, combine: { try add(&$0, record) })
    }
  }
  if let table { return try table.drain(sink) }
  guard let buckets else { return }
  for bucket in 0..<SpillBuckets<Key, Record>.count {
    try aggregateBucket(bucket, of: buckets, context, create: create, add: add, unpack: unpack, to: sink)
  }
}

/// The next level. A function of its own, so that the first one is specialised for its source.
@inlinable
@inline(never)
func aggregateBucket<Key: Hashable, Record, State>(
  _ bucket: Int, of buckets: SpillBuckets<Key, Record>, _ context: TaskContext,
  create: (Record) throws -> State, add: (inout State, Record) throws -> Void,
  unpack: @escaping (State, (Record) throws -> Void) throws -> Void,
  to sink: (Key, State) throws -> Void
) throws {
  try aggregateSpilling(
    context, buckets.records, level: buckets.level + 1, from: { try buckets.read(bucket, $0) }, create: create,
    add: add, unpack: unpack, to: sink)
}

/// Fills a table whose entries go to buckets on disk whenever it has no more room.
///
/// - Parameter fill: puts everything into the table that it is given.
/// - Returns: the table; or, where not all fitted, the buckets with all of it.
@inlinable
func gather<Key: Hashable, Record, State>(
  _ context: TaskContext, _ records: PairRecords<Key, Record>, level: Int,
  unpack: @escaping (State, (Record) throws -> Void) throws -> Void,
  _ fill: (CombiningTable<Key, State>) throws -> Void
) throws -> (CombiningTable<Key, State>?, SpillBuckets<Key, Record>?) {
  let table = CombiningTable<Key, State>(budget: TableBudget(context))
  let spill = TableSpill(context, records, level: level, unpack: unpack)
  table.overflow = { try spill.overflow($0) }
  try fill(table)
  guard let buckets = spill.buckets else { return (table, nil) }
  try spill.empty(table, to: buckets)
  try buckets.finish()
  return (nil, buckets)
}

/// Where a table's entries go when it has no more room.
@usableFromInline
final class TableSpill<Key: Hashable, Record, State> {
  /// Made when they are first needed.
  @usableFromInline private(set) var buckets: SpillBuckets<Key, Record>?
  private let context: TaskContext
  private let records: PairRecords<Key, Record>
  private let level: Int
  @usableFromInline let unpack: (State, (Record) throws -> Void) throws -> Void

  @usableFromInline
  init(
    _ context: TaskContext, _ records: PairRecords<Key, Record>, level: Int,
    unpack: @escaping (State, (Record) throws -> Void) throws -> Void
  ) {
    self.context = context
    self.records = records
    self.level = level
    self.unpack = unpack
  }

  /// Spills a table's entries; or lets it grow if that would not help, because it holds one key alone, or because no
  /// further level would part its keys.
  @inlinable
  func overflow(_ table: CombiningTable<Key, State>) throws {
    if table.count <= 1 {
      table.budget?.excuse()
    } else if let buckets = try openBuckets() {
      try empty(table, to: buckets)
    } else {
      table.budget?.lift()
    }
  }

  @inlinable
  func empty(_ table: CombiningTable<Key, State>, to buckets: SpillBuckets<Key, Record>) throws {
    try table.drain { key, state in try unpack(state) { try buckets.append(key, $0) } }
  }

  /// Nil when there have been so many levels that one more would not part the keys.
  @usableFromInline
  func openBuckets() throws -> SpillBuckets<Key, Record>? {
    guard level < SpillBuckets<Key, Record>.deepestLevel else { return nil }
    let buckets = try buckets ?? SpillBuckets(records, level: level, context)
    self.buckets = buckets
    return buckets
  }
}
