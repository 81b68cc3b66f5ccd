import CroftProtocol

extension Dataset {
  /// Each element with its place in the whole dataset, from 0.
  ///
  /// What is before it runs twice, the first time only to count each partition's elements: persist what is expensive.
  /// ``zipWithUniqueID(file:line:)`` has no need of that.
  ///
  /// An element has the same number whenever it is computed, whatever comes before, as long as the program's own
  /// functions give the same elements in the same order each time.
  @inlinable
  public func zipWithIndex(file: StaticString = #fileID, line: UInt = #line) -> Dataset<(Element, Int)> {
    let produce = self.produce
    let node = LineageNode(indexing: lineage, of: (Element, Int).self, file, line) { node, context, partition in
      var count = 0
      try produce(node.parent, context, partition) { _ in count &+= 1 }
      return count
    }
    return numbered(as: node, by: { (try $1.firstIndex(of: $2, in: $0), 1) }) { ($0, $1) }
  }

  /// Each element with a number that no other one has: partition `k` of `n` gives `k`, `k + n`, `k + 2n`, ….
  @inlinable
  public func zipWithUniqueID(file: StaticString = #fileID, line: UInt = #line) -> Dataset<(Element, Int)> {
    let node = LineageNode(narrow: "zipWithUniqueID", of: (Element, Int).self, from: lineage, file, line)
    return numbered(as: node, by: { ($2, $1.partitionCount(of: $0)) }) { ($0, $1) }
  }
}

extension LineageNode {
  /// The operator with what comes before it: a task for each partition that counts, and one task that adds up, so that
  /// no task has to look at all counts.
  @usableFromInline
  convenience init(
    indexing parent: LineageNode, of elementType: Any.Type, _ file: StaticString, _ line: UInt,
    count: @escaping @Sendable (LineageNode, TaskContext, Int) throws -> Int
  ) {
    let site = CallSite(file, line)
    let counts = LineageNode(
      "zipWithIndex.count", of: Int.self, at: site,
      kind: .shuffle(
        ShuffleDependency(requestedPartitions: 1) { node, context, partition, output in
          var writer = ByteWriter()
          writer.append(try count(node, context, partition))
          try output.append(writer.bytes)
        }), parents: [parent])
    let firstIndexes = LineageNode(
      "zipWithIndex.add", of: Int.self, at: site,
      kind: .shuffle(
        ShuffleDependency(requestedPartitions: 1) { node, context, partition, output in
          var writer = ByteWriter()
          var next = 0
          try context.readShuffle(node.parent, partition: partition) { reader in
            writer.append(next)
            next += try reader.read(Int.self)
          }
          try output.append(writer.bytes)
        }), parents: [counts])
    self.init(
      "zipWithIndex", of: elementType, at: site, kind: .narrow(.oneToOne), parents: [parent],
      sideInputs: [firstIndexes])
  }
}

extension TaskContext {
  /// The place of a partition's first element.
  @usableFromInline
  func firstIndex(of partition: Int, in node: LineageNode) throws -> Int {
    let output = try mapOutputs(of: node.sideInputs[0]).open(0)
    let indexes = try output.block(0)
    let size = MemoryLayout<Int>.size
    guard (partition + 1) * size <= indexes.count else {
      throw MalformedBytes("\(indexes.count / size) first indexes where partition \(partition) needs its own")
    }
    var reader = ByteReader(UnsafeRawBufferPointer(rebasing: indexes[(partition * size)...]))
    return try withExtendedLifetime(output) { try reader.read(Int.self) }
  }
}
