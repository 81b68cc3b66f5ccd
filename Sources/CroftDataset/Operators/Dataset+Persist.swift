extension Dataset {
  /// Keeps the elements in the executors' memory for whoever reads them next: `persist(.memory)`.
  @inlinable
  public func cache(file: StaticString = #fileID, line: UInt = #line) -> Dataset<Element> {
    keeping("cache", .memory, file, line)
  }

  /// Keeps the partitions, once they are computed, for whoever reads them next.
  ///
  /// A partition is computed as a whole the first time that any of it is asked for, then kept. Tasks that read it are
  /// placed on the executor that has it in memory. What an executor has no room for drives out partitions of other
  /// datasets that were used least recently, never those of the same one; if that is not enough it is computed again
  /// each time, or goes to a file, as `level` says. Running tasks' own memory comes before what is kept.
  ///
  /// In the body of a `DatasetDefinition`, or directly on its `dataset`, partitions are kept until the application ends
  /// or `Farm.unpersist` is called; elsewhere, until the job ends.
  ///
  /// Elements in memory cost what they take as values; reading them is a loop over an array. In files they are
  /// encoded, numbers and structures of numbers as they are in memory. A job whose elements can't be encoded fails
  /// before it starts, whatever the level: a partition may turn out too large for memory when half of it is computed,
  /// and then goes on in a file. A full disk fails the task.
  @inlinable
  public func persist(
    _ level: StorageLevel, file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<Element> {
    keeping("persist", level, file, line)
  }

  /// Cuts the lineage here: keeps the partitions in files of the application's scratch directory, which every executor
  /// reads, so that once all are there nothing below runs again, whichever executors are lost.
  ///
  /// The same as `persist(.disk)`. Unlike Spark's, it takes no job of its own: the files are written when the
  /// partitions are computed first. They are gone when the application is.
  @inlinable
  public func checkpoint(file: StaticString = #fileID, line: UInt = #line) -> Dataset<Element> {
    keeping("checkpoint", .disk, file, line)
  }

  @inlinable
  func keeping(
    _ operation: StaticString, _ level: StorageLevel, _ file: StaticString, _ line: UInt
  ) -> Dataset<Element> {
    let produce = self.produce
    return Dataset(
      lineage: LineageNode(keeping: operation, level, of: Element.self, from: lineage, file, line)
    ) { node, context, partition, sink in
      guard
        var chunks = try KeptChunks<Element>(of: node, context, partition)
          ?? KeptChunks.gather(node, context, partition, produce)
      else { return try produce(node.parent, context, partition, sink) }
      while let chunk = try chunks.next() {
        for element in chunk { try sink(element) }
      }
    }
  }
}

extension LineageNode {
  @usableFromInline
  convenience init<Element: Sendable>(
    keeping operation: StaticString, _ level: StorageLevel, of elementType: Element.Type,
    from parent: LineageNode,
    _ file: StaticString, _ line: UInt
  ) {
    let coding = ChunkCoding<Element>()
    let identity = PersistedIdentity()
    if let definition = parent.definedBy {
      identity.belong(to: definition, at: DefinitionIdentity.wholePosition)
    }
    self.init(
      operation.description, "\(level)", of: elementType, at: CallSite(file, line),
      kind: .narrow(.oneToOne),
      parents: [parent], partitioning: parent.partitioning,
      persistence: Persistence(level: level, identity: identity),
      problem: coding.problem, attachment: coding)
  }
}
