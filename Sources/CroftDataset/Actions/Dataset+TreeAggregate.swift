import CroftProtocol

extension Dataset {
  /// What `reduce` computes, combined by executors first, so that the driver gets few values.
  ///
  /// - Parameters:
  ///   - depth: how many times values are combined after each partition's own, the driver's turn included: see
  ///     `treeAggregate`.
  ///   - combine: has to be associative. It is applied in the partitions' order.
  /// - Returns: nil if there are no elements.
  @inlinable
  public func treeReduce(
    depth: Int = 2, file: StaticString = #fileID, line: UInt = #line,
    _ combine: @escaping @Sendable (Element, Element) throws -> Element
  ) -> Action<Element?> {
    let produce = self.produce
    let partials = Dataset(
      lineage: LineageNode(narrow: "reducePartition", of: Element.self, from: lineage, file, line)
    ) { node, context, partition, sink in
      var reduction = Reduction(combine)
      try produce(node.parent, context, partition) { try reduction.add($0) }
      if let result = reduction.result { try sink(result) }
    }
    return Action("treeReduce", combining: partials, depth: depth, file, line) { $0 = try combine($0, $1) }
  }

  /// What `aggregate` computes, combined by executors first, so that the driver gets few values: for large values of
  /// many partitions.
  ///
  /// - Parameters:
  ///   - zero: neutral to `combine`, for it is where each partition starts.
  ///   - depth: how many times values are combined after each partition's own, 1 to 16. The last time is the driver's;
  ///     with 1 it gets a value from each partition, as from `aggregate`. Each time before is a stage of as many tasks
  ///     as can run at once, each of which combines its share of the values of the stage before. The driver then gets
  ///     about the `depth`th root of the number of partitions, and no more than tasks can run at once.
  ///   - update: takes one element in.
  ///   - combine: has to be associative. It is applied in the partitions' order.
  @inlinable
  public func treeAggregate<Value: Sendable>(
    _ zero: Value, depth: Int = 2, file: StaticString = #fileID, line: UInt = #line,
    _ update: @escaping @Sendable (Value, Element) throws -> Value,
    combining combine: @escaping @Sendable (Value, Value) throws -> Value
  ) -> Action<Value> {
    treeAggregate(
      into: zero, depth: depth, file: file, line: line, { $0 = try update($0, $1) },
      combining: { $0 = try combine($0, $1) })
  }

  /// Like `treeAggregate(_:depth:_:combining:)`, but values are changed in place: for arrays, sets and the like.
  @inlinable
  public func treeAggregate<Value: Sendable>(
    into zero: Value, depth: Int = 2, file: StaticString = #fileID, line: UInt = #line,
    _ update: @escaping @Sendable (inout Value, Element) throws -> Void,
    combining combine: @escaping @Sendable (inout Value, Value) throws -> Void
  ) -> Action<Value> {
    let produce = self.produce
    let partials = Dataset<Value>(
      lineage: LineageNode(
        narrow: "aggregatePartition", of: Value.self, from: lineage, file, line, attachment: AggregateStart(zero: zero))
    ) { node, context, partition, sink in
      var aggregation = Aggregation(node.attached(AggregateStart<Value>.self).zero, update)
      try produce(node.parent, context, partition) { try aggregation.add($0) }
      try sink(aggregation.value)
    }
    let action = Action<Value?>("treeAggregate", combining: partials, depth: depth, file, line, combine)
    return Action(action) { $0 ?? zero }
  }
}

extension Action {
  /// - Parameter partials: at most one value in each partition.
  @usableFromInline
  init<Value: Sendable>(
    _ operation: StaticString, combining partials: Dataset<Value>, depth: Int, _ file: StaticString, _ line: UInt,
    _ combine: @escaping @Sendable (inout Value, Value) throws -> Void
  ) where Output == Value? {
    let problem = CombiningTree.problem(depth: depth)
    var values = partials
    for level in 0..<(problem == nil ? depth - 1 : 0) {
      let tree = CombiningTree(bottom: partials.lineage, depth: depth, level: level)
      values = values.combined(in: tree, CallSite(file, line), combine)
    }
    let produce = values.produce
    self.init(
      operation, "depth: \(depth)", of: Value.self, from: values.lineage, file, line, problem: problem,
      combiningInOrder: { (parts: [Value]) in
        guard let first = parts.first else { return nil }
        return try parts.dropFirst().reduce(into: first, combine)
      }
    ) { node, context, partition -> Value? in
      var value: Value?
      try produce(node.parent, context, partition) { value = $0 }
      return value
    }
  }
}
