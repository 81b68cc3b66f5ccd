extension Dataset {
  /// The elements of this dataset and then those of another; duplicates stay.
  ///
  /// The partitions of the one, followed by those of the other: nothing moves.
  @inlinable
  public func union(
    _ other: Dataset<Element>, file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<Element> {
    let (first, second) = (produce, other.produce)
    return Dataset(
      lineage: LineageNode(union: [lineage, other.lineage], of: Element.self, file, line)
    ) { node, context, partition, sink in
      let (parent, parentPartition) = context.unionInput(of: node, partition)
      // With `sink` itself in place of closures of their own, neither chain is melted with what follows.
      if parent == 0 {
        try first(node.parents[0], context, parentPartition) { try sink($0) }
      } else {
        try second(node.parents[1], context, parentPartition) { try sink($0) }
      }
    }
  }

  /// The elements of many datasets, one dataset after the other; duplicates stay.
  ///
  /// The partitions of each, in the order of the array: nothing moves. An empty array gives a dataset without
  /// partitions. What comes before it is not melted into one loop with what follows, as it is for a union of two.
  public static func union(
    _ datasets: [Dataset<Element>], file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<Element> {
    let produce = datasets.map(\.produce)
    return Dataset(
      lineage: LineageNode(union: datasets.map(\.lineage), of: Element.self, file, line)
    ) { node, context, partition, sink in
      let (parent, parentPartition) = context.unionInput(of: node, partition)
      try produce[parent](node.parents[parent], context, parentPartition, sink)
    }
  }

  /// The same elements in fewer partitions, without a shuffle: each is made of neighbouring ones, in their order.
  ///
  /// Less work is done at once, from the last shuffle on: use `repartition` where that is not wanted, or where
  /// partitions differ much in size.
  ///
  /// - Parameter partitions: how many at most; a dataset that has no more stays as it is.
  @inlinable
  public func coalesce(
    _ partitions: Int, file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<Element> {
    let produce = self.produce
    return Dataset(
      lineage: LineageNode(coalescing: lineage, partitions, of: Element.self, file, line)
    ) { node, context, partition, sink in
      for parentPartition in context.coalescedPartitions(of: node, partition) {
        try produce(node.parent, context, parentPartition, sink)
      }
    }
  }
}

extension LineageNode {
  @usableFromInline
  convenience init(union parents: [LineageNode], of elementType: Any.Type, _ file: StaticString, _ line: UInt) {
    self.init(
      "union", of: elementType, at: CallSite(file, line), kind: .narrow(.concatenation), parents: parents)
  }

  @usableFromInline
  convenience init(
    coalescing parent: LineageNode, _ partitions: Int, of elementType: Any.Type, _ file: StaticString, _ line: UInt
  ) {
    self.init(
      "coalesce", String(partitions), of: elementType, at: CallSite(file, line), kind: .narrow(.groups(partitions)),
      parents: [parent], problem: Result { try PartitionCount.checked(partitions) }.problem)
  }
}

extension TaskContext {
  /// Which parent's which partition a union's partition is.
  @usableFromInline
  func unionInput(of union: LineageNode, _ partition: Int) -> (parent: Int, partition: Int) {
    let input = narrowInputs(of: union, partition)[0]
    return (input.parent, input.partitions.lowerBound)
  }

  @usableFromInline
  func coalescedPartitions(of coalesce: LineageNode, _ partition: Int) -> Range<Int> {
    narrowInputs(of: coalesce, partition)[0].partitions
  }
}
