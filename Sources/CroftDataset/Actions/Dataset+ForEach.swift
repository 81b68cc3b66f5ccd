extension Dataset {
  /// Hands each element to a function, on the executors, for what it does to the world outside.
  ///
  /// A task that is tried again does it again: what is done has to bear being done twice.
  @inlinable
  public func foreach(
    file: StaticString = #fileID, line: UInt = #line, _ body: @escaping @Sendable (Element) throws -> Void
  ) -> Action<Void> {
    let produce = self.produce
    return Action("foreach", doing: lineage, of: Element.self, file, line) { node, context, partition in
      try produce(node.parent, context, partition, body)
    }
  }

  /// Hands each partition to a function, on the executors: for set-up that is worth doing once for many elements.
  ///
  /// ```swift
  /// orders.foreachPartition { orders in
  ///   let archive = try Archive(path)
  ///   try orders.forEach { try archive.add($0) }
  /// }
  /// ```
  ///
  /// A task that is tried again does it again: what is done has to bear being done twice.
  @inlinable
  public func foreachPartition(
    file: StaticString = #fileID, line: UInt = #line,
    _ body: @escaping @Sendable (PartitionElements<Element>) throws -> Void
  ) -> Action<Void> {
    let produce = self.produce
    return Action("foreachPartition", doing: lineage, of: Element.self, file, line) { node, context, partition in
      try body(PartitionElements(node: node.parent, context: context, partition: partition, produce: produce))
    }
  }
}

/// The elements of one partition, computed while they are gone through: none is held in memory.
///
/// Belongs to the call that it was given to; of no use after that.
public struct PartitionElements<Element: Sendable> {
  @usableFromInline let node: LineageNode
  @usableFromInline let context: TaskContext
  /// Which partition it is, from 0 on.
  public let partition: Int
  @usableFromInline let produce: Dataset<Element>.Produce

  @inlinable
  init(node: LineageNode, context: TaskContext, partition: Int, produce: @escaping Dataset<Element>.Produce) {
    self.node = node
    self.context = context
    self.partition = partition
    self.produce = produce
  }

  /// Computes the partition and hands each element on. Computes it again when called again.
  @inlinable
  public func forEach(_ body: (Element) throws -> Void) throws { try produce(node, context, partition, body) }
}

extension Action where Output == Void {
  @usableFromInline
  init(
    _ operation: StaticString, doing parent: LineageNode, of elementType: Any.Type, _ file: StaticString, _ line: UInt,
    _ run: @escaping @Sendable (LineageNode, TaskContext, Int) throws -> Void
  ) {
    self.init(
      operation.description, of: elementType, from: parent, at: CallSite(file, line),
      makeCollector: { _ in NothingCollector() },
      runTask: { node, context, partition in
        try run(node, context, partition)
        return []
      })
  }
}
