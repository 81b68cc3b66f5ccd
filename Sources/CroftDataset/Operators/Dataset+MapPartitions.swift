extension Dataset {
  /// Each partition as a whole through a function.
  ///
  /// - Parameter transform: gets all of a partition's elements, which are held in memory for it; use
  ///   ``mapPartitions(settingUp:file:line:each:)`` for what goes from element to element.
  @inlinable
  public func mapPartitions<Results: Sequence & SendableMetatype>(
    file: StaticString = #fileID, line: UInt = #line, _ transform: @escaping @Sendable ([Element]) throws -> Results
  ) -> Dataset<Results.Element> {
    let produce = self.produce
    return Dataset<Results.Element>(
      lineage: LineageNode(narrow: "mapPartitions", of: Results.Element.self, from: lineage, file, line)
    ) { node, context, partition, sink in
      var elements: [Element] = []
      try produce(node.parent, context, partition) { elements.append($0) }
      for result in try transform(elements) { try sink(result) }
    }
  }

  /// Each partition as a whole through a function that is told which partition it is.
  ///
  /// - Parameter transform: gets the partition's number, from 0, and all of its elements, which are held in memory.
  @inlinable
  public func mapPartitionsWithIndex<Results: Sequence & SendableMetatype>(
    file: StaticString = #fileID, line: UInt = #line,
    _ transform: @escaping @Sendable (Int, [Element]) throws -> Results
  ) -> Dataset<Results.Element> {
    let produce = self.produce
    return Dataset<Results.Element>(
      lineage: LineageNode(narrow: "mapPartitionsWithIndex", of: Results.Element.self, from: lineage, file, line)
    ) { node, context, partition, sink in
      var elements: [Element] = []
      try produce(node.parent, context, partition) { elements.append($0) }
      for result in try transform(partition, elements) { try sink(result) }
    }
  }

  /// Each element through a function that keeps something for the length of a partition: a parser, a connection, what
  /// it has seen so far. Nothing is held in memory but that.
  ///
  /// ```swift
  /// lines.mapPartitions(settingUp: { _ in Parser() }) { parser, line, emit in
  ///   for record in try parser.parse(line) { try emit(record) }
  /// }
  /// ```
  ///
  /// - Parameters:
  ///   - makeState: makes what is kept; gets the partition's number, from 0. Called once for each partition, also for
  ///     one without elements.
  ///   - transform: gets what is kept, an element, and a function to hand each result to.
  @inlinable
  public func mapPartitions<State, Result: Sendable>(
    settingUp makeState: @escaping @Sendable (_ partition: Int) throws -> State, file: StaticString = #fileID,
    line: UInt = #line,
    each transform: @escaping @Sendable (inout State, Element, _ emit: (Result) throws -> Void) throws -> Void
  ) -> Dataset<Result> {
    mapPartitions(settingUp: makeState, file: file, line: line, each: transform, atEnd: { _, _ in })
  }

  /// Each element through a function that keeps something for the length of a partition, and has something to say when
  /// it ends.
  ///
  /// - Parameters:
  ///   - makeState: makes what is kept; gets the partition's number, from 0.
  ///   - transform: gets what is kept, an element, and a function to hand each result to.
  ///   - finish: called after the partition's last element, and not when something was thrown before.
  @inlinable
  public func mapPartitions<State, Result: Sendable>(
    settingUp makeState: @escaping @Sendable (_ partition: Int) throws -> State, file: StaticString = #fileID,
    line: UInt = #line,
    each transform: @escaping @Sendable (inout State, Element, _ emit: (Result) throws -> Void) throws -> Void,
    atEnd finish: @escaping @Sendable (inout State, _ emit: (Result) throws -> Void) throws -> Void
  ) -> Dataset<Result> {
    let produce = self.produce
    return Dataset<Result>(
      lineage: LineageNode(narrow: "mapPartitions", "settingUp", of: Result.self, from: lineage, file, line)
    ) { node, context, partition, sink in
      var state = try makeState(partition)
      try produce(node.parent, context, partition) { try transform(&state, $0, sink) }
      try finish(&state, sink)
    }
  }

  /// Each partition as one element: the array of what is in it, also when that is nothing.
  @inlinable
  public func glom(file: StaticString = #fileID, line: UInt = #line) -> Dataset<[Element]> {
    let produce = self.produce
    return Dataset<[Element]>(
      lineage: LineageNode(narrow: "glom", of: [Element].self, from: lineage, file, line)
    ) { node, context, partition, sink in
      var elements: [Element] = []
      try produce(node.parent, context, partition) { elements.append($0) }
      try sink(elements)
    }
  }
}
