extension Dataset {
  /// One pair for each key, with all its values.
  ///
  /// Every value crosses the shuffle: where the values are added up afterwards, `reduceByKey` or `aggregateByKey` moves
  /// far less. Groups that don't fit in memory go to disk and come back a few at a time; the values of one key have to
  /// fit. A group's values come in their order, partition by partition, and the groups within a partition in the order
  /// of their first values: always, whatever the memory.
  ///
  /// - Parameter partitions: of the result; as many as tasks can run at once if not given. A dataset that is
  ///   partitioned so by its keys already is not shuffled again.
  @inlinable
  public func groupByKey<Key: Hashable & Sendable, Value: Sendable>(
    partitions: Int? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<(Key, [Value])> where Element == (Key, Value) {
    grouped("groupByKey", partitions, file, line)
  }

  /// The elements in groups, by a key that a function gives for each.
  ///
  /// What `groupByKey` says holds for these groups too.
  ///
  /// - Parameters:
  ///   - partitions: of the result; as many as tasks can run at once if not given.
  ///   - key: has to give the same key for an element whenever it is asked.
  @inlinable
  public func groupBy<Key: Hashable & Sendable>(
    partitions: Int? = nil, file: StaticString = #fileID, line: UInt = #line,
    _ key: @escaping @Sendable (Element) throws -> Key
  ) -> Dataset<(Key, [Element])> {
    map(file: file, line: line) { (try key($0), $0) }.grouped("groupBy", partitions, file, line)
  }

  @inlinable
  func grouped<Key: Hashable & Sendable, Value: Sendable>(
    _ operation: StaticString, _ partitions: Int?, _ file: StaticString, _ line: UInt
  ) -> Dataset<(Key, [Value])> where Element == (Key, Value) {
    let produce = self.produce
    let node = LineageNode(
      overAlike: operation, of: (Key, [Value]).self, from: [arranged(partitions, file, line)], file, line,
      problem: PairRecords<Key, Value>().problem)
    return Dataset<(Key, [Value])>(lineage: node) { node, context, partition, sink in
      try aggregateSpilling(
        context, from: { try context.pairs(of: node.parent, partition, produce, $0) },
        create: { [$0] }, add: { $0.append($1) }, unpack: { try $0.forEach($1) }, to: { try sink(($0, $1)) })
    }
  }
}
