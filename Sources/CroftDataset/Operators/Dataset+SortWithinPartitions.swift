import CroftProtocol

extension Dataset {
  /// The same pairs, those of one key in one partition, and each partition in the order of its keys.
  ///
  /// Cheaper than `sortByKey` where the partitions need no order among each other, and the way to have the values of a
  /// key one after another without holding them. Values of equal keys stay in the order in which they were.
  ///
  /// A task sorts as much as its memory holds at a time, and merges what it had to write to disk.
  ///
  /// - Parameters:
  ///   - ascending: the smallest key first; otherwise the largest.
  ///   - partitions: as many as tasks can run at once if not given.
  @inlinable
  public func repartitionAndSortWithinPartitions<Key: Hashable & Comparable & Sendable, Value: Sendable>(
    ascending: Bool = true, partitions: Int? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<(Key, Value)> where Element == (Key, Value) {
    let pairs: Dataset<(Key, Value)> = partitionBy(partitions: partitions, file: file, line: line)
    let produce = pairs.produce
    let records = SortRecords<(Key, Value), Key>(ascending ? .ascending : .descending)
    let node = LineageNode(
      narrow: "sortWithinPartitions", ascending.sortArguments, of: (Key, Value).self, from: pairs.lineage, file, line,
      keepsPartitioning: true, problem: records.problem, attachment: records)
    return Dataset<(Key, Value)>(lineage: node) { node, context, partition, sink in
      let order = SortOrder<(Key, Value), Key>(attachedTo: node) { $0.0 }
      let spill = SpilledRuns(context)
      let runs = SortedRuns(order, context) { try spill.makeWriter() }
      try produce(node.parent, context, partition) { try runs.append($0) }
      try runs.forEach(from: spill, sink)
    }
  }
}

extension SortedRuns {
  /// Hands all elements on in order, right out of memory if none had to leave it. Not for texts, which would point into
  /// that memory.
  @inlinable
  func forEach(from spill: SpilledRuns, _ sink: (Element) throws -> Void) throws {
    guard writer != nil else {
      try sort()
      return try buffer.forEach { try sink(try order.records.element(of: $0)) }
    }
    try finish()
    try order.merge(try spill.reopen().runs().map { RunPart(wholeOf: $0) }, context, sink)
  }
}

/// The runs that a task writes for itself, because memory is short.
@usableFromInline
final class SpilledRuns {
  private let context: TaskContext
  private var spill: (any SpillFile)?

  @usableFromInline
  init(_ context: TaskContext) { self.context = context }

  @usableFromInline
  func makeWriter() throws -> RunWriter {
    let file = try context.services.createSpill()
    spill = file
    return RunWriter(to: file, chunksPerRun: 1) { [context] in context.metrics.spilledBytes += UInt64($0) }
  }

  @usableFromInline
  func reopen() throws -> RunFile {
    guard let spill else { preconditionFailure("runs are read that have not been written") }
    return RunFile(try spill.reopen(), isMapOutput: false)
  }
}
