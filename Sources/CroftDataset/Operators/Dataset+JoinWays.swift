extension Dataset {
  /// What a join does with one pair of the side that probes: gets the other side's values of its key, if there are any,
  /// and hands results on.
  @usableFromInline
  typealias Found<Key, Value, Built> =
    @Sendable (
      Key, Value, UnsafeMutablePointer<JoinRows<Built>>?, (Element) throws -> Void
    ) throws -> Void

  /// Both sides in the partitions of their keys; `built` in memory there.
  ///
  /// - Parameter unmatched: gets the built keys that are marked as matched by nobody.
  @inlinable
  static func shuffledJoin<Key: Hashable & Sendable, Value: Sendable, Built: Sendable>(
    _ kind: StaticString, _ probing: Dataset<(Key, Value)>, _ built: Dataset<(Key, Built)>, _ partitions: Int?,
    _ file: StaticString, _ line: UInt, _ found: @escaping Found<Key, Value, Built>,
    unmatched: @escaping @Sendable (Key, JoinRows<Built>, (Element) throws -> Void) throws -> Void = { _, _, _ in }
  ) -> Dataset {
    let (produceProbing, produceBuilt) = (probing.produce, built.produce)
    let shared = partitionsToShare(partitions, by: Key.self, probing.lineage, built.lineage)
    let node = LineageNode(
      overAlike: "shuffledJoin", kind.description, of: Element.self,
      from: [probing.arranged(shared, file, line), built.arranged(shared, file, line)], file, line,
      problem: PairRecords<Key, Value>().problem ?? PairRecords<Key, Built>().problem)
    return Dataset(lineage: node) { node, context, partition, sink in
      try hashJoin(
        context, build: { try context.pairs(of: node.parents[1], partition, produceBuilt, $0) },
        probe: { try context.pairs(of: node.parents[0], partition, produceProbing, $0) }, found: found,
        unmatched: unmatched, to: sink)
    }
  }

  /// `built` whole in every executor; `probing` stays where it is.
  @inlinable
  static func broadcastJoin<Key: Hashable & Sendable, Value: Sendable, Built: Sendable>(
    _ kind: StaticString, _ probing: Dataset<(Key, Value)>, _ built: Dataset<(Key, Built)>,
    _ file: StaticString, _ line: UInt, _ found: @escaping Found<Key, Value, Built>
  ) -> Dataset {
    let produce = probing.produce
    let records = PairRecords<Key, Built>()
    let node = LineageNode(
      overAlike: "broadcastJoin", kind.description, of: Element.self, from: [probing.lineage], file, line,
      sideInputs: [built.sentWhole(file, line)], problem: PairRecords<Key, Value>().problem ?? records.problem,
      attachment: records)
    return Dataset(lineage: node) { node, context, partition, sink in
      let records = PairRecords<Key, Built>.attached(to: node)
      let side = node.sideInputs[0]
      let broadcast = try BroadcastTable<Key, Built>.shared(side, records, context)
      if let table = broadcast.table, let grant = broadcast.reserve(context) {
        defer { withExtendedLifetime(grant) {} }
        var probes = ProbeBatch<Key, Value, Built>(table)
        defer { probes.deallocate() }
        try produce(node.parent, context, partition) { pair in
          if probes.add(pair.0, pair.1) { try probes.forEach { try found($0, $1, $2, sink) } }
        }
        return try probes.forEach { try found($0, $1, $2, sink) }
      }
      try hashJoin(
        context, build: { body in try context.readShuffle(side, partition: 0) { try records.readAll(&$0, body) } },
        probe: { body in try produce(node.parent, context, partition) { try body($0.0, $0.1) } }, found: found,
        unmatched: { _, _, _ in }, to: sink)
    }
  }

  /// A join of which only one side can probe.
  @inlinable
  static func probed<Key: Hashable & Sendable, Value: Sendable, Built: Sendable>(
    _ operation: StaticString, _ kind: StaticString, _ probing: Dataset<(Key, Value)>, _ built: Dataset<(Key, Built)>,
    _ strategy: JoinStrategy, _ partitions: Int?, _ file: StaticString, _ line: UInt,
    _ found: @escaping Found<Key, Value, Built>
  ) -> Dataset {
    if strategy == .broadcast { return broadcastJoin(kind, probing, built, file, line, found) }
    let shuffled = shuffledJoin(kind, probing, built, partitions, file, line, found)
    guard joinIsOpen(strategy, partitions, probing.lineage, built.lineage, Key.self) else { return shuffled }
    return chosen(operation, shuffled, broadcastJoin(kind, probing, built, file, line, found), nil, file, line)
  }

  /// The way that the driver chooses when it knows how large the input is.
  @inlinable
  static func chosen(
    _ operation: StaticString, _ shuffled: Dataset, _ broadcast: Dataset, _ mirrored: Dataset?,
    _ file: StaticString, _ line: UInt
  ) -> Dataset {
    let (first, second, third) = (shuffled.produce, broadcast.produce, mirrored?.produce ?? broadcast.produce)
    let alternatives = [shuffled.lineage, broadcast.lineage] + (mirrored.map { [$0.lineage] } ?? [])
    let node = LineageNode(choosing: operation, of: Element.self, among: alternatives, file, line)
    return Dataset(lineage: node) { node, context, partition, sink in
      switch context.chosenParent(of: node) {
      case 0: try first(node.parents[0], context, partition, sink)
      case 1: try second(node.parents[1], context, partition, sink)
      default: try third(node.parents[2], context, partition, sink)
      }
    }
  }

  /// All pairs in one block of each map output, for whoever reads them all.
  @inlinable
  func sentWhole<Key: Sendable, Value: Sendable>(
    _ file: StaticString, _ line: UInt
  ) -> LineageNode where Element == (Key, Value) {
    let produce = self.produce
    let exchange = Exchange<Key, Value>()
    return LineageNode(
      shuffle: "broadcast", of: (Key, Value).self, from: lineage, file, line, partitions: 1, key: nil,
      problem: exchange.records.problem, attachment: exchange
    ) { node, context, partition, output in
      guard let records = Exchange<Key, Value>.records(of: node) else { return }
      let writer = ShuffleWriter(to: output, for: node, context)
      try produce(node.parent, context, partition) { try records.write($0.0, $0.1, to: writer, 0) }
      try writer.finish()
    }
  }
}
