extension Dataset {
  /// The same elements; an accumulator gets an amount for each on its way.
  ///
  /// Costs less than a nanosecond for an element where nothing is added. See ``Accumulator`` for what counts, and how
  /// often.
  ///
  /// - Parameter amount: what to add; nil for nothing.
  @inlinable
  public func tap<Value: Sendable>(
    _ accumulator: Accumulator<Value>, file: StaticString = #fileID, line: UInt = #line,
    _ amount: @escaping @Sendable (Element) throws -> Value?
  ) -> Dataset<Element> {
    let produce = self.produce
    return Dataset(
      lineage: LineageNode(tapping: lineage, accumulator, of: Element.self, file, line)
    ) { node, context, partition, sink in
      let tally = AccumulatorTally<Value>.of(node, in: context)
      let accumulator = tally.accumulator
      // On the stack while the loop runs; what was added counts also when the action has seen enough and ends it.
      var sum = accumulator.zero
      defer { tally.add(sum) }
      try produce(node.parent, context, partition) { element in
        if let more = try amount(element) { accumulator.combineInto(&sum, more) }
        try sink(element)
      }
    }
  }

  /// The same elements; a function sees each on its way.
  ///
  /// For a look at what goes by: the function runs on executors, again when a task is retried, and nothing of it comes
  /// back. To count or to collect, tap an accumulator.
  @inlinable
  public func tap(
    file: StaticString = #fileID, line: UInt = #line, _ body: @escaping @Sendable (Element) throws -> Void
  ) -> Dataset<Element> {
    let produce = self.produce
    return Dataset(
      lineage: LineageNode(narrow: "tap", of: Element.self, from: lineage, file, line, keepsPartitioning: true)
    ) { node, context, partition, sink in
      try produce(node.parent, context, partition) { element in
        try body(element)
        try sink(element)
      }
    }
  }
}

extension LineageNode {
  @usableFromInline
  convenience init<Value>(
    tapping parent: LineageNode, _ accumulator: Accumulator<Value>, of elementType: Any.Type, _ file: StaticString,
    _ line: UInt
  ) {
    let tapped = Result { try TappedAccumulator(accumulator) }
    self.init(
      narrow: "tap", "\"\(accumulator.name)\" of \(_typeName(Value.self, qualified: true))", of: elementType,
      from: parent, file, line, keepsPartitioning: true, problem: tapped.problem, attachment: try? tapped.get())
  }
}
