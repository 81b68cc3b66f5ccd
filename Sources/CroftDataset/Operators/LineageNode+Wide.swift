public import CroftProtocol

/// What a shuffle of pairs by their keys is attached to.
@usableFromInline
struct Exchange<Key, Value>: Sendable {
  @usableFromInline let records = PairRecords<Key, Value>()

  @usableFromInline
  init() {}

  /// Nil for an operator that is no such shuffle.
  @usableFromInline
  static func records(of node: LineageNode) -> PairRecords<Key, Value>? { (node.attachment as? Exchange)?.records }
}

extension LineageNode {
  /// A shuffle, as the inlinable operators make them.
  @usableFromInline
  convenience init(
    shuffle operation: StaticString, _ arguments: String = "", of elementType: Any.Type, from parent: LineageNode,
    _ file: StaticString, _ line: UInt, partitions: Int?, key: Any.Type?, problem: (any Error)?,
    attachment: any Sendable,
    write: @escaping @Sendable (LineageNode, TaskContext, Int, any BlockOutput) throws -> Void
  ) {
    let count = Result { try PartitionCount.checked(partitions, atMost: PartitionCount.maximumReducers) }
    let partitionsArgument = "partitions: \(partitions.described)"
    self.init(
      operation.description, arguments.isEmpty ? partitionsArgument : "\(arguments), \(partitionsArgument)",
      of: elementType, at: CallSite(file, line),
      kind: .shuffle(ShuffleDependency(requestedPartitions: try? count.get(), write: write)), parents: [parent],
      partitioning: key.map { HashPartitioning(key: $0, requestedPartitions: partitions) },
      problem: problem ?? count.problem, attachment: attachment)
  }

  /// A narrow operator over one or more datasets that are partitioned alike, and keeps being so.
  @usableFromInline
  convenience init(
    overAlike operation: StaticString, _ arguments: String = "", of elementType: Any.Type, from parents: [LineageNode],
    _ file: StaticString, _ line: UInt, sideInputs: [LineageNode] = [], problem: (any Error)?,
    attachment: (any Sendable)? = nil
  ) {
    self.init(
      operation.description, arguments, of: elementType, at: CallSite(file, line), kind: .narrow(.oneToOne),
      parents: parents, sideInputs: sideInputs, partitioning: parents[0].partitioning, problem: problem,
      attachment: attachment)
  }

  /// Whether equal keys of this type lie in one partition, of which there are as many as asked for.
  @usableFromInline
  func isPartitioned(by key: Any.Type, _ partitions: Int?) -> Bool {
    partitioning == HashPartitioning(key: key, requestedPartitions: partitions)
  }
}

/// How many partitions an operator over several datasets of one key type gets, if it is not told: as many as the first
/// that is partitioned by that key already, so that it need not be shuffled again.
@usableFromInline
func partitionsToShare(_ asked: Int?, by key: Any.Type, _ inputs: LineageNode...) -> Int? {
  if let asked { return asked }
  let keyType = HashPartitioning(key: key, requestedPartitions: nil).keyType
  let known = inputs.compactMap(\.partitioning).filter { $0.keyType == keyType }
  return known.lazy.compactMap(\.requestedPartitions).max() ?? nil
}

extension Dataset {
  /// This dataset's operator, if its pairs are partitioned as asked; else a shuffle that does it.
  ///
  /// Whoever reads it goes through `TaskContext.pairs`, which knows both.
  @inlinable
  func arranged<Key: Hashable & Sendable, Value: Sendable>(
    _ partitions: Int?, _ file: StaticString, _ line: UInt
  ) -> LineageNode where Element == (Key, Value) {
    if lineage.isPartitioned(by: Key.self, partitions) { return lineage }
    return exchanged(partitions, file, line)
  }

  @inlinable
  func exchanged<Key: Hashable & Sendable, Value: Sendable>(
    _ partitions: Int?, _ file: StaticString, _ line: UInt
  ) -> LineageNode where Element == (Key, Value) {
    let produce = self.produce
    let exchange = Exchange<Key, Value>()
    return LineageNode(
      shuffle: "partitionBy", of: (Key, Value).self, from: lineage, file, line, partitions: partitions, key: Key.self,
      problem: exchange.records.problem, attachment: exchange
    ) { node, context, partition, output in
      guard let records = Exchange<Key, Value>.records(of: node) else { return }
      let writer = ShuffleWriter(to: output, for: node, context)
      try produce(node.parent, context, partition) { try records.write($0.0, $0.1, to: writer) }
      try writer.finish()
    }
  }
}

extension TaskContext {
  /// Hands on the pairs of a partition of what `arranged` has given.
  ///
  /// - Parameter produce: computes them where no shuffle was needed.
  @inlinable
  @inline(__always)
  func pairs<Key, Value>(
    of node: LineageNode, _ partition: Int, _ produce: @escaping Dataset<(Key, Value)>.Produce,
    _ body: (Key, Value) throws -> Void
  ) throws {
    guard let records = Exchange<Key, Value>.records(of: node) else {
      return try produce(node, self, partition) { try body($0.0, $0.1) }
    }
    try readShuffle(node, partition: partition) { try records.readAll(&$0, body) }
  }
}
