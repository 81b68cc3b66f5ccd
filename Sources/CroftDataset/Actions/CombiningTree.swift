import CroftProtocol

/// One level of a tree by which tasks combine values before the driver does.
///
/// Its shuffle has as many partitions as tasks can run at once; how many of them get values to combine is worked out
/// when it runs, from the number of partitions at the bottom, as Spark's `treeAggregate` does.
struct CombiningTree: Sendable {
  let bottom: LineageNode
  let depth: Int
  /// From 0 on, above the bottom.
  let level: Int

  /// More would be longer than a tree of two branches from the largest number of partitions.
  static let greatestDepth = 16

  static func problem(depth: Int) -> InvalidDepth? {
    (1...greatestDepth).contains(depth) ? nil : InvalidDepth(asked: depth)
  }

  /// How many values there are at the bottom and at each level above it.
  ///
  /// - Parameters:
  ///   - partitions: of the bottom.
  ///   - most: how many a level may have.
  func widths(partitions: Int, most: Int) -> [Int] {
    var scale = 2
    // The least number of branches with which `depth` levels reach all partitions.
    while Self.leaves(branches: scale, depth: depth) < partitions { scale += 1 }
    var widths = [partitions]
    for _ in 0...level { widths.append(min(most, max(1, (widths.last! + scale - 1) / scale))) }
    return widths
  }

  private static func leaves(branches: Int, depth: Int) -> Int {
    var leaves = 1
    for _ in 0..<depth {
      let (product, isTooLarge) = leaves.multipliedReportingOverflow(by: branches)
      if isTooLarge { return .max }
      leaves = product
    }
    return leaves
  }

  /// Which of the values below one of this level's partitions combines.
  func inputs(of partition: Int, partitions: Int, most: Int) -> Range<Int> {
    let widths = widths(partitions: partitions, most: most)
    let (below, width) = (widths[level], widths[level + 1])
    guard partition < width else { return 0..<0 }
    return partition * below / width..<(partition + 1) * below / width
  }
}

extension Dataset {
  /// Neighbouring partitions' values combined, at most one of which is in each; then at most one is in each of these.
  func combined(
    in tree: CombiningTree, _ callSite: CallSite, _ combine: @escaping @Sendable (inout Element, Element) throws -> Void
  ) -> Dataset<Element> {
    let produce = self.produce
    let codec = Result { try RecordCodec<Element>() }
    let shuffle = LineageNode(
      "combine", "level \(tree.level + 1) of \(tree.depth)", of: Element.self, at: callSite,
      kind: .shuffle(
        ShuffleDependency(requestedPartitions: nil) { node, context, partition, output in
          let codec = try codec.get()
          var writer = ByteWriter()
          try produce(node.parent, context, partition) { try codec.encode($0, into: &writer) }
          try output.append(writer.bytes)
        }),
      parents: [lineage], problem: codec.problem)
    return Dataset(lineage: shuffle) { node, context, partition, sink in
      let codec = try codec.get()
      var combined: Element?
      let inputs = tree.inputs(
        of: partition, partitions: context.partitionCount(of: tree.bottom), most: context.partitionCount(of: node))
      try context.readWholeOutputs(of: node, inputs) { reader in
        let value = try codec.decode(from: &reader)
        if combined == nil { combined = value } else { try combine(&combined!, value) }
      }
      if let combined { try sink(combined) }
    }
  }
}

extension TaskContext {
  /// Hands the only block of some map outputs to `body`, but for empty ones, in order.
  fileprivate func readWholeOutputs(
    of shuffle: LineageNode, _ maps: Range<Int>, _ body: (inout ByteReader) throws -> Void
  ) throws {
    let outputs = try mapOutputs(of: shuffle)
    for map in maps {
      try checkCancellation()
      let output = try outputs.open(map)
      let block = try output.block(0)
      guard !block.isEmpty else { continue }
      metrics.shuffleReadBytes += UInt64(block.count)
      var reader = ByteReader(block, owner: output)
      try body(&reader)
    }
  }
}

/// A tree's depth that makes no sense.
struct InvalidDepth: Error, Equatable, CustomStringConvertible {
  let asked: Int

  var description: String { "a tree of depth \(asked) was asked for; ask for 1 to \(CombiningTree.greatestDepth)" }
}
