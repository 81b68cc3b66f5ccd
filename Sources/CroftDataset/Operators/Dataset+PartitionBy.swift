public import CroftProtocol

extension Dataset {
  /// The same pairs, those of one key in one partition.
  ///
  /// What comes after it by the same keys and into as many partitions, a join or a grouping, needs no shuffle of its
  /// own: worth it for a dataset that is cached and joined again and again.
  ///
  /// - Parameter partitions: as many as tasks can run at once if not given.
  @inlinable
  public func partitionBy<Key: Hashable & Sendable, Value: Sendable>(
    partitions: Int? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<(Key, Value)> where Element == (Key, Value) {
    received(from: arranged(partitions, file, line)) { ($0, $1) }
  }

  /// The same pairs, each in the partition that a function gives for its key.
  ///
  /// - Parameters:
  ///   - partitions: how many there are to be.
  ///   - partition: gives a number from 0 up to the number of partitions, the same for a key whenever it is asked; any
  ///     other number fails the task.
  @inlinable
  public func partitionBy<Key: Sendable, Value: Sendable>(
    partitions: Int, file: StaticString = #fileID, line: UInt = #line,
    _ partition: @escaping @Sendable (Key) throws -> Int
  ) -> Dataset<(Key, Value)> where Element == (Key, Value) {
    let produce = self.produce
    let exchange = Exchange<Key, Value>()
    let node = LineageNode(
      shuffle: "partitionBy", of: (Key, Value).self, from: lineage, file, line, partitions: partitions, key: nil,
      problem: exchange.records.problem, attachment: exchange
    ) { node, context, mapPartition, output in
      guard let records = Exchange<Key, Value>.records(of: node) else { return }
      let writer = ShuffleWriter(to: output, for: node, context)
      try produce(node.parent, context, mapPartition) { pair in
        let reducer = try checkedPartition(try partition(pair.0), of: writer.reducerCount)
        try records.write(pair.0, pair.1, to: writer, reducer)
      }
      try writer.finish()
    }
    return received(from: node) { ($0, $1) }
  }

  /// The same elements, spread evenly over so many partitions.
  ///
  /// Everything is shuffled. To have fewer partitions of what there is, `coalesce` is cheaper; to have more pieces of a
  /// file, ask its source.
  ///
  /// Elements are dealt out in turn, so where one goes depends on its place. All operators give a partition's elements
  /// in the same order whenever they compute it; a program's own functions have to as well, or an element is lost or
  /// doubled when a task that failed runs again.
  @inlinable
  public func repartition(
    _ partitions: Int, file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<Element> {
    let produce = self.produce
    let records = ElementRecords<Element>()
    let node = LineageNode(
      shuffle: "repartition", of: Element.self, from: lineage, file, line, partitions: partitions, key: nil,
      problem: records.problem, attachment: records
    ) { node, context, partition, output in
      let records = ElementRecords<Element>.attached(to: node)
      let writer = ShuffleWriter(to: output, for: node, context)
      // Partitions of a few elements each would all begin with the same reducers.
      var reducer = KeyHash.partition(StableHash.hash(UInt64(partition)), of: writer.reducerCount)
      try produce(node.parent, context, partition) { element in
        try records.write(element, to: writer, reducer)
        reducer = reducer + 1 == writer.reducerCount ? 0 : reducer + 1
      }
      try writer.finish()
    }
    return Dataset(lineage: node) { node, context, partition, sink in
      let records = ElementRecords<Element>.attached(to: node)
      try context.readShuffle(node, partition: partition) { try records.readAll(&$0, sink) }
    }
  }
}

@usableFromInline
func checkedPartition(_ partition: Int, of count: Int) throws -> Int {
  guard (0..<count).contains(partition) else { throw NoSuchPartition(partition: partition, count: count) }
  return partition
}

/// A partition that a program's function made up.
struct NoSuchPartition: PermanentError, Equatable, CustomStringConvertible {
  let partition: Int
  let count: Int

  var description: String {
    "partitionBy's function gave partition \(partition) for a key where there are 0 to \(count - 1): give one of these"
  }
}
