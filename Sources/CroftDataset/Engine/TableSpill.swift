/// Fills a table whose entries go to buckets on disk whenever it has no more room, each with its key's rank: how many
/// keys had come before, some of them perhaps more than once.
///
/// - Parameter fill: puts everything into the table that it is given.
/// - Returns: the table; or, where not all fitted, the buckets with all of it.
@inlinable
func gather<Key: Hashable, Record, State>(
  _ context: TaskContext, unpack: @escaping (State, (Record) throws -> Void) throws -> Void,
  _ fill: (CombiningTable<Key, State>) throws -> Void
) throws -> (CombiningTable<Key, State>?, SpillBuckets<Key, Ranked<Record>>?) {
  try gather(
    context, TableSpill(context, level: 0) { state, rank, body in try unpack(state) { try body(($0, rank)) } }, fill)
}

/// Fills a table from a bucket, and from it buckets of the next level where it has no more room. A key keeps its rank.
@inlinable
func gather<Key: Hashable, Record, State>(
  _ bucket: Int, of buckets: SpillBuckets<Key, Ranked<Record>>, _ context: TaskContext,
  create: (Record) throws -> State, add: (inout State, Record) throws -> Void,
  unpack: @escaping (State, (Record) throws -> Void) throws -> Void
) throws -> (CombiningTable<Key, Ranked<State>>?, SpillBuckets<Key, Ranked<Record>>?) {
  let spill = TableSpill<Key, Ranked<Record>, Ranked<State>>(context, level: buckets.level + 1) { state, _, body in
    try unpack(state.value) { try body(($0, state.rank)) }
  }
  return try gather(context, spill) { table in
    try buckets.read(bucket) { key, record in
      try table.update(
        key, create: { (try create(record.value), record.rank) }, combine: { try add(&$0.value, record.value) })
    }
  }
}

@inlinable
func gather<Key: Hashable, Record, State>(
  _ context: TaskContext, _ spill: TableSpill<Key, Record, State>, _ fill: (CombiningTable<Key, State>) throws -> Void
) throws -> (CombiningTable<Key, State>?, SpillBuckets<Key, Record>?) {
  let table = CombiningTable<Key, State>(budget: TableBudget(context))
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
  /// Hands out the records of a key's state.
  @usableFromInline
  typealias Unpack = (_ state: State, _ rank: Int, _ body: (Record) throws -> Void) throws -> Void

  /// Made when they are first needed.
  @usableFromInline private(set) var buckets: SpillBuckets<Key, Record>?
  /// How many entries have been spilled.
  @usableFromInline var spilledCount = 0
  @usableFromInline let unpack: Unpack
  private let context: TaskContext
  private let level: Int

  /// - Parameter unpack: is told how many entries were spilled before this one, too.
  @usableFromInline
  init(_ context: TaskContext, level: Int, unpack: @escaping Unpack) {
    self.context = context
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
    try table.drain { key, state in
      try unpack(state, spilledCount) { try buckets.append(key, $0) }
      spilledCount += 1
    }
  }

  /// Nil when there have been so many levels that one more would not part the keys.
  @usableFromInline
  func openBuckets() throws -> SpillBuckets<Key, Record>? {
    guard level < SpillBuckets<Key, Record>.deepestLevel else { return nil }
    let buckets = try buckets ?? SpillBuckets(level: level, context)
    self.buckets = buckets
    return buckets
  }
}
