/// How the pairs of a join's two sides are written when they have to be spilled.
@usableFromInline
struct JoinRecords<Key, Probing, Built>: Sendable {
  @usableFromInline let probing = PairRecords<Key, Probing>()
  @usableFromInline let built = PairRecords<Key, Built>()

  @usableFromInline
  init() {}

  @usableFromInline var problem: (any Error)? { probing.problem ?? built.problem }

  @usableFromInline
  static func attached(to node: LineageNode) -> JoinRecords {
    guard let records = node.attachment as? JoinRecords else { preconditionFailure("\(node) joins no such pairs") }
    return records
  }
}

/// Joins two sides by their keys: one is built into a table, the other probes it, pair by pair, and is never held.
///
/// Where the built side does not fit in memory, both are cut into buckets on disk by their keys' hashes, and bucket is
/// joined with bucket. The built side's values of one key have to fit; the probing side may have any number.
///
/// - Parameters:
///   - build: hands every pair of one side to the function it is given.
///   - probe: the same for the other.
///   - found: gets each probing pair, with the built values of its key if there are any.
///   - unmatched: gets each key, with its built values, that no probing pair has marked as matched.
@inlinable
func hashJoin<Key: Hashable, Probing, Built>(
  _ context: TaskContext, _ records: JoinRecords<Key, Probing, Built>, level: Int = 0,
  build: @escaping ((Key, Built) throws -> Void) throws -> Void,
  probe: @escaping ((Key, Probing) throws -> Void) throws -> Void,
  found: (Key, Probing, UnsafeMutablePointer<JoinRows<Built>>?) throws -> Void,
  unmatched: (Key, JoinRows<Built>) throws -> Void
) throws {
  let (table, builtBuckets) = try gather(
    context, records.built, level: level, unpack: { (rows: JoinRows<Built>, body) in try rows.forEach(body) }
  ) { table in
    try build { key, value in
      try table.update(key, create: { JoinRows(value) }, combine: { $0.append(value) })
    }
  }
  if let table {
    try probe { key, value in try found(key, value, table.find(key)) }
    return try table.drain { key, rows in if !rows.isMatched { try unmatched(key, rows) } }
  }
  guard let builtBuckets else { return }
  let probingBuckets = try SpillBuckets(records.probing, level: level, context)
  try probe { try probingBuckets.append($0, $1) }
  try probingBuckets.finish()
  for bucket in 0..<SpillBuckets<Key, Built>.count {
    try joinBucket(bucket, context, records, builtBuckets, probingBuckets, found: found, unmatched: unmatched)
  }
}

/// The next level. A function of its own, so that the first one is specialised for its sources.
@inlinable
@inline(never)
func joinBucket<Key: Hashable, Probing, Built>(
  _ bucket: Int, _ context: TaskContext, _ records: JoinRecords<Key, Probing, Built>,
  _ built: SpillBuckets<Key, Built>, _ probing: SpillBuckets<Key, Probing>,
  found: (Key, Probing, UnsafeMutablePointer<JoinRows<Built>>?) throws -> Void,
  unmatched: (Key, JoinRows<Built>) throws -> Void
) throws {
  try hashJoin(
    context, records, level: built.level + 1, build: { try built.read(bucket, $0) },
    probe: { try probing.read(bucket, $0) }, found: found, unmatched: unmatched)
}
