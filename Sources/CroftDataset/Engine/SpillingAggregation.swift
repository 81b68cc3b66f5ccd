/// Puts the records of each key together, whatever the number of keys.
///
/// They gather in a table. Whenever that has no more room, its entries go to buckets on disk; at the end each bucket
/// is treated in the same way, by other bits of the hash. One key's state has to fit in memory.
///
/// Keys come in the order of their first records, and a key's records are added in their order, whatever the memory:
/// a partition that is computed again has to be the same. What is spilled is therefore written twice, to buckets and in
/// `RankedRuns`. Only how records are put together on the way there, and so a sum's rounding, depends on the memory.
///
/// - Parameters:
///   - source: hands every pair to the function it is given.
///   - create: makes a key's state of its first record.
///   - add: adds another record to it.
///   - unpack: hands out records that make an equal state when they are put together again.
///   - sink: gets each key once.
@inlinable
func aggregateSpilling<Key: Hashable, Record, State>(
  _ context: TaskContext, from source: @escaping ((Key, Record) throws -> Void) throws -> Void,
  create: (Record) throws -> State, add: (inout State, Record) throws -> Void,
  unpack: @escaping (State, (Record) throws -> Void) throws -> Void,
  to sink: (Key, State) throws -> Void
) throws {
  let (table, buckets) = try gather(context, unpack: unpack) { table in
    try source { key, record in
      try table.update(key, create: { try create(record) }, combine: { try add(&$0, record) })
    }
  }
  if let table { return try table.drain(sink) }
  guard let buckets else { return }
  try aggregateBuckets(buckets, context, create: create, add: add, unpack: unpack, to: sink)
}

/// Puts together what has been spilled. A function of its own, so that what comes before is specialised for its source.
@inlinable
@inline(never)
func aggregateBuckets<Key: Hashable, Record, State>(
  _ buckets: SpillBuckets<Key, Ranked<Record>>, _ context: TaskContext,
  create: (Record) throws -> State, add: (inout State, Record) throws -> Void,
  unpack: @escaping (State, (Record) throws -> Void) throws -> Void,
  to sink: (Key, State) throws -> Void
) throws {
  let runs = try RankedRuns<(Key, Record)>(context)
  try aggregate(buckets, context, create: create, add: add, unpack: unpack, to: runs)
  // A rank's records were unpacked from one state.
  var last: (key: Key, state: State, rank: Int)?
  try runs.forEach { pair, rank in
    if last?.rank == rank { return try add(&last!.state, pair.1) }
    if let ended = last.take() { try sink(ended.key, ended.state) }
    last = (pair.0, try create(pair.1), rank)
  }
  if let last { try sink(last.key, last.state) }
}

/// Makes a run of each bucket, or of the buckets that it has to be cut into.
@inlinable
func aggregate<Key: Hashable, Record, State>(
  _ buckets: SpillBuckets<Key, Ranked<Record>>, _ context: TaskContext,
  create: (Record) throws -> State, add: (inout State, Record) throws -> Void,
  unpack: @escaping (State, (Record) throws -> Void) throws -> Void,
  to runs: RankedRuns<(Key, Record)>
) throws {
  for bucket in 0..<SpillBuckets<Key, Ranked<Record>>.count {
    let (table, deeper) = try gather(bucket, of: buckets, context, create: create, add: add, unpack: unpack)
    if let deeper {
      try aggregate(deeper, context, create: create, add: add, unpack: unpack, to: runs)
    } else if let table {
      try table.drain { key, state in try unpack(state.value) { try runs.append((key, $0), rank: state.rank) } }
      try runs.endRun()
    }
  }
}
