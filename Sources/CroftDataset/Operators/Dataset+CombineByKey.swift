/// What an operator that combines by key is attached to.
@usableFromInline
struct KeyCombination<Key, Combined, Seed: Sendable>: Sendable {
  @usableFromInline let records = PairRecords<Key, Combined>()
  /// What each key starts with.
  @usableFromInline let seed: Seed

  @usableFromInline
  init(seed: Seed) { self.seed = seed }

  @usableFromInline
  static func attached(to node: LineageNode) -> KeyCombination {
    guard let own = node.attachment as? KeyCombination else { preconditionFailure("\(node) combines no such pairs") }
    return own
  }
}

extension Dataset {
  /// One pair for each key, its values put together into something of another type.
  ///
  /// The general form of `reduceByKey`, `foldByKey` and `aggregateByKey`: values are put together within each map task
  /// first, so that only one pair for each key and task crosses the shuffle. Where memory is short, a task writes what
  /// it has to disk; only what one key comes to has to fit.
  ///
  /// Keys meet by their encoded bytes, which the standard library's types give alike whenever they are equal. A key
  /// type of your own must do so too: an `==` that ignores a property that is encoded splits one key into several.
  ///
  /// Within a partition, pairs come in the order of their keys' first appearance, and a key's values are put together
  /// in their order, whenever they are computed and whatever the memory. Which of them are put together first does
  /// depend on the memory: a floating-point sum may differ in its last digits when a task runs again.
  ///
  /// - Parameters:
  ///   - partitions: of the result; as many as tasks can run at once if not given. A dataset that is partitioned so by
  ///     its keys already is not shuffled again.
  ///   - create: makes a combination of a key's first value.
  ///   - add: adds a value to a combination.
  ///   - merge: adds a combination, of values that come later, to a combination. Has to be associative.
  @inlinable
  public func combineByKey<Key: Hashable & Sendable, Value: Sendable, Combined: Sendable>(
    partitions: Int? = nil, file: StaticString = #fileID, line: UInt = #line,
    create: @escaping @Sendable (Value) throws -> Combined,
    add: @escaping @Sendable (inout Combined, Value) throws -> Void,
    merge: @escaping @Sendable (inout Combined, Combined) throws -> Void
  ) -> Dataset<(Key, Combined)> where Element == (Key, Value) {
    combined(
      "combineByKey", seed: (), partitions, file, line, create: { _, value in try create(value) }, add: add,
      merge: merge)
  }

  @inlinable
  func combined<Key: Hashable & Sendable, Value: Sendable, Combined: Sendable, Seed: Sendable>(
    _ operation: StaticString, _ arguments: String = "", seed: Seed, _ partitions: Int?, _ file: StaticString,
    _ line: UInt,
    create: @escaping @Sendable (Seed, Value) throws -> Combined,
    add: @escaping @Sendable (inout Combined, Value) throws -> Void,
    merge: @escaping @Sendable (inout Combined, Combined) throws -> Void
  ) -> Dataset<(Key, Combined)> where Element == (Key, Value) {
    let produce = self.produce
    let combination = KeyCombination<Key, Combined, Seed>(seed: seed)
    guard !lineage.isPartitioned(by: Key.self, partitions) else {
      let node = LineageNode(
        overAlike: operation, arguments, of: (Key, Combined).self, from: [lineage], file, line,
        problem: combination.records.problem, attachment: combination)
      return combinedInPlace(node, Seed.self, create: create, add: add, merge: merge)
    }
    let shuffle = LineageNode(
      shuffle: operation, arguments, of: (Key, Combined).self, from: lineage, file, line, partitions: partitions,
      key: Key.self, problem: combination.records.problem, attachment: combination
    ) { node, context, partition, output in
      let (own, writer) = (
        KeyCombination<Key, Combined, Seed>.attached(to: node), ShuffleWriter(to: output, for: node, context)
      )
      let table = CombiningTable<Key, Combined>(budget: TableBudget(context))
      table.overflow = { try $0.drain { try own.records.write($0, $1, to: writer) } }
      try produce(node.parent, context, partition) { pair in
        try table.update(pair.0, create: { try create(own.seed, pair.1) }, combine: { try add(&$0, pair.1) })
      }
      try table.drain { try own.records.write($0, $1, to: writer) }
      try writer.finish()
    }
    return Dataset<(Key, Combined)>(lineage: shuffle) { node, context, partition, sink in
      let records = KeyCombination<Key, Combined, Seed>.attached(to: node).records
      try aggregateSpilling(
        context,
        from: { body in try context.readShuffle(node, partition: partition) { try records.readAll(&$0, body) } },
        create: { $0 }, add: { try merge(&$0, $1) }, unpack: { try $1($0) }, to: { try sink(($0, $1)) })
    }
  }

  /// Without a shuffle, because a partition has all values of its keys.
  @inlinable
  func combinedInPlace<Key: Hashable & Sendable, Value: Sendable, Combined: Sendable, Seed: Sendable>(
    _ node: LineageNode, _: Seed.Type,
    create: @escaping @Sendable (Seed, Value) throws -> Combined,
    add: @escaping @Sendable (inout Combined, Value) throws -> Void,
    merge: @escaping @Sendable (inout Combined, Combined) throws -> Void
  ) -> Dataset<(Key, Combined)> where Element == (Key, Value) {
    let produce = self.produce
    return Dataset<(Key, Combined)>(lineage: node) { node, context, partition, sink in
      let own = KeyCombination<Key, Combined, Seed>.attached(to: node)
      let (table, buckets) = try gather(
        context, unpack: { (combined: Combined, body: (Combined) throws -> Void) in try body(combined) }
      ) { table in
        try produce(node.parent, context, partition) { pair in
          try table.update(pair.0, create: { try create(own.seed, pair.1) }, combine: { try add(&$0, pair.1) })
        }
      }
      if let table { return try table.drain { try sink(($0, $1)) } }
      guard let buckets else { return }
      try aggregateBuckets(
        buckets, context, create: { $0 }, add: { try merge(&$0, $1) }, unpack: { try $1($0) },
        to: { try sink(($0, $1)) })
    }
  }
}
