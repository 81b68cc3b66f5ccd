/// Joins two sides by their keys: one is built into a table, the other probes it, pair by pair, and is never held.
///
/// Where the built side does not fit in memory, both are cut into buckets on disk by their keys' hashes, and bucket is
/// joined with bucket. The built side's values of one key have to fit; the probing side may have any number.
///
/// Results come in the order of the probing pairs, then those of unmatched keys in the order of their first values,
/// whatever the memory: a partition that is computed again has to be the same. Where the built side is spilled, all
/// results therefore go to disk too, in `RankedRuns`.
///
/// - Parameters:
///   - build: hands every pair of one side to the function it is given.
///   - probe: the same for the other.
///   - found: gets each probing pair, with the built values of its key if there are any, and hands on what comes of it.
///   - unmatched: gets each key, with its built values, that no probing pair has marked as matched.
@inlinable
func hashJoin<Key: Hashable, Probing, Built, Element>(
  _ context: TaskContext, build: @escaping ((Key, Built) throws -> Void) throws -> Void,
  probe: @escaping ((Key, Probing) throws -> Void) throws -> Void,
  found: @escaping (Key, Probing, UnsafeMutablePointer<JoinRows<Built>>?, (Element) throws -> Void) throws -> Void,
  unmatched: @escaping (Key, JoinRows<Built>, (Element) throws -> Void) throws -> Void,
  to sink: (Element) throws -> Void
) throws {
  let (table, built) = try gather(
    context, unpack: { (rows: JoinRows<Built>, body: (Built) throws -> Void) in try rows.forEach(body) }
  ) { table in
    try build { key, value in
      try table.update(key, create: { JoinRows(value) }, combine: { $0.append(value) })
    }
  }
  if let table {
    try probe { key, value in try found(key, value, table.find(key), sink) }
    return try table.drain { key, rows in if !rows.isMatched { try unmatched(key, rows, sink) } }
  }
  guard let built else { return }
  let probing = try SpillBuckets<Key, Ranked<Probing>>(level: 0, context)
  var rank = 0
  try probe { key, value in
    try probing.append(key, (value, rank))
    rank += 1
  }
  try probing.finish()
  let runs = try RankedRuns<Element>(context)
  try join(built, probing, context, unmatchedRank: rank, found: found, unmatched: unmatched, to: runs)
  try runs.forEach { element, _ in try sink(element) }
}

/// Makes a run of each bucket's results, or of those of the buckets that it has to be cut into. A function of its own,
/// so that what comes before is specialised for its sources.
///
/// - Parameter unmatchedRank: comes after all of the probing side's.
@inlinable
@inline(never)
func join<Key: Hashable, Probing, Built, Element>(
  _ built: SpillBuckets<Key, Ranked<Built>>, _ probing: SpillBuckets<Key, Ranked<Probing>>, _ context: TaskContext,
  unmatchedRank: Int,
  found: @escaping (Key, Probing, UnsafeMutablePointer<JoinRows<Built>>?, (Element) throws -> Void) throws -> Void,
  unmatched: @escaping (Key, JoinRows<Built>, (Element) throws -> Void) throws -> Void, to runs: RankedRuns<Element>
) throws {
  for bucket in 0..<SpillBuckets<Key, Ranked<Built>>.count {
    let (table, deeper) = try gather(
      bucket, of: built, context, create: { JoinRows($0) }, add: { $0.append($1) },
      unpack: { (rows: JoinRows<Built>, body: (Built) throws -> Void) in try rows.forEach(body) })
    if let table {
      try probing.read(bucket) { key, value in
        let rows = table.find(key).map { withUnsafeMutablePointer(to: &$0.pointee.value) { $0 } }
        try found(key, value.value, rows) { try runs.append($0, rank: value.rank) }
      }
      try table.drain { key, rows in
        guard !rows.value.isMatched else { return }
        try unmatched(key, rows.value) { try runs.append($0, rank: unmatchedRank + rows.rank) }
      }
      try runs.endRun()
    } else if let deeper {
      let probingDeeper = try SpillBuckets<Key, Ranked<Probing>>(level: deeper.level, context)
      try probing.read(bucket) { try probingDeeper.append($0, $1) }
      try probingDeeper.finish()
      try join(
        deeper, probingDeeper, context, unmatchedRank: unmatchedRank, found: found, unmatched: unmatched, to: runs)
    }
  }
}
