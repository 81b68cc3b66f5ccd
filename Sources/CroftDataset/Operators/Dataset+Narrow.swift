extension Dataset {
  /// Each element through a function, in the loop of the operators around it: nothing is held or copied.
  ///
  /// - Parameter transform: what it throws fails the task.
  @inlinable
  public func map<Result: Sendable>(
    file: StaticString = #fileID, line: UInt = #line, _ transform: @escaping @Sendable (Element) throws -> Result
  ) -> Dataset<Result> {
    let produce = self.produce
    return Dataset<Result>(
      lineage: LineageNode(narrow: "map", of: Result.self, from: lineage, file, line)
    ) { node, context, partition, sink in
      try produce(node.parent, context, partition) { try sink(transform($0)) }
    }
  }

  /// Each element through a function that gives any number of results, all of them in one dataset.
  ///
  /// - Parameter transform: gives a sequence, which is gone through at once; a lazy one allocates nothing. What it
  ///   throws fails the task.
  @inlinable
  public func flatMap<Results: Sequence & SendableMetatype>(
    file: StaticString = #fileID, line: UInt = #line, _ transform: @escaping @Sendable (Element) throws -> Results
  ) -> Dataset<Results.Element> {
    let produce = self.produce
    return Dataset<Results.Element>(
      lineage: LineageNode(narrow: "flatMap", of: Results.Element.self, from: lineage, file, line)
    ) { node, context, partition, sink in
      try produce(node.parent, context, partition) { element in
        for result in try transform(element) { try sink(result) }
      }
    }
  }

  /// Each element through a function that may have no result for it; those that there are, in the same order.
  ///
  /// - Parameter transform: what it throws fails the task.
  @inlinable
  public func compactMap<Result: Sendable>(
    file: StaticString = #fileID, line: UInt = #line, _ transform: @escaping @Sendable (Element) throws -> Result?
  ) -> Dataset<Result> {
    let produce = self.produce
    return Dataset<Result>(
      lineage: LineageNode(narrow: "compactMap", of: Result.self, from: lineage, file, line)
    ) { node, context, partition, sink in
      try produce(node.parent, context, partition) { if let result = try transform($0) { try sink(result) } }
    }
  }

  /// The elements for which a predicate holds, each in its partition; what was partitioned by key stays so.
  ///
  /// - Parameter isIncluded: what it throws fails the task.
  @inlinable
  public func filter(
    file: StaticString = #fileID, line: UInt = #line, _ isIncluded: @escaping @Sendable (Element) throws -> Bool
  ) -> Dataset<Element> {
    let produce = self.produce
    return Dataset(
      lineage: LineageNode(narrow: "filter", of: Element.self, from: lineage, file, line, keepsPartitioning: true)
    ) { node, context, partition, sink in
      try produce(node.parent, context, partition) { if try isIncluded($0) { try sink($0) } }
    }
  }
}
