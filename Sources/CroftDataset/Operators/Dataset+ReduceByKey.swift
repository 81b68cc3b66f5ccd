public import CroftProtocol

extension Dataset {
  /// One pair for each key, its values combined.
  ///
  /// Values are combined within each map task first, so that only one pair for each key and task crosses the shuffle. A
  /// task holds its distinct keys in memory.
  ///
  /// Keys meet by their encoded bytes, which the standard library's types give alike whenever they are equal. A key
  /// type of your own must do so too: an `==` that ignores a property that is encoded splits one key into several.
  ///
  /// - Parameters:
  ///   - combine: has to be associative and commutative.
  ///   - partitions: of the result; as many as tasks can run at once if not given.
  @inlinable
  public func reduceByKey<Key: Hashable & Sendable, Value: Sendable>(
    _ combine: @escaping @Sendable (Value, Value) throws -> Value, partitions: Int? = nil,
    file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<(Key, Value)> where Element == (Key, Value) {
    let produce = self.produce
    let shuffle = LineageNode(
      shuffle: "reduceByKey", of: (Key, Value).self, from: lineage, file, line, partitions: partitions,
      records: PairRecords<Key, Value>()
    ) { node, context, partition, output in
      let table = CombiningTable<Key, Value>()
      try produce(node.parent, context, partition) { try table.merge($0.0, $0.1, combine) }
      let records = PairRecords<Key, Value>.attached(to: node)
      let writer = ShuffleWriter(to: output, reducerCount: context.partitionCount(of: node))
      try table.forEach { try records.write($0, $1, to: writer) }
      try writer.finish()
    }
    return Dataset(lineage: shuffle) { node, context, partition, sink in
      let records = PairRecords<Key, Value>.attached(to: node)
      let table = CombiningTable<Key, Value>()
      try context.readShuffle(node, partition: partition) { reader in
        while !reader.isAtEnd {
          let (key, value) = try records.read(from: &reader)
          try table.merge(key, value, combine)
        }
      }
      try table.forEach { try sink(($0, $1)) }
    }
  }
}

extension LineageNode {
  /// A shuffle, as the inlinable operators make them.
  @usableFromInline
  convenience init<Key, Value>(
    shuffle operation: StaticString, of elementType: Any.Type, from parent: LineageNode, _ file: StaticString,
    _ line: UInt, partitions: Int?, records: PairRecords<Key, Value>,
    write: @escaping @Sendable (LineageNode, TaskContext, Int, any BlockOutput) throws -> Void
  ) {
    let count = Result { try PartitionCount.checked(partitions, atMost: PartitionCount.maximumReducers) }
    self.init(
      operation.description, "partitions: \(partitions.described)", of: elementType, at: CallSite(file, line),
      kind: .shuffle(ShuffleDependency(requestedPartitions: try? count.get(), write: write)), parents: [parent],
      partitioning: HashPartitioning(key: Key.self, requestedPartitions: partitions),
      problem: records.problem ?? count.problem, attachment: records)
  }
}
