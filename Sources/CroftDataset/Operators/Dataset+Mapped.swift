extension Dataset {
  // The operators that make or take pairs go through these. Where a closure's parameter is known to be a tuple, the
  // compiler wraps the closure in one that takes the tuple apart, and a chain with such wrappers is not melted into one
  // loop (measured: 0.5 instead of 7 thousand million elements a second). Here it is just a `Result`.

  /// What `map` does, as another operator.
  @inlinable
  func mapped<Result: Sendable>(
    as lineage: LineageNode, _ transform: @escaping @Sendable (Element) throws -> Result
  ) -> Dataset<Result> {
    let produce = self.produce
    return Dataset<Result>(lineage: lineage) { node, context, partition, sink in
      try produce(node.parent, context, partition) { try sink(transform($0)) }
    }
  }

  /// What `flatMap` does, as another operator.
  @inlinable
  func flatMapped<Results: Sequence & SendableMetatype>(
    as lineage: LineageNode, _ transform: @escaping @Sendable (Element) throws -> Results
  ) -> Dataset<Results.Element> {
    let produce = self.produce
    return Dataset<Results.Element>(lineage: lineage) { node, context, partition, sink in
      try produce(node.parent, context, partition) { element in
        for result in try transform(element) { try sink(result) }
      }
    }
  }

  /// Each element together with a number: the first one of its partition, and so many more for each that follows.
  @inlinable
  func numbered<Result: Sendable>(
    as lineage: LineageNode,
    by numbers: @escaping @Sendable (LineageNode, TaskContext, Int) throws -> (first: Int, step: Int),
    _ combine: @escaping @Sendable (Element, Int) -> Result
  ) -> Dataset<Result> {
    let produce = self.produce
    return Dataset<Result>(lineage: lineage) { node, context, partition, sink in
      let numbers = try numbers(node, context, partition)
      var next = numbers.first
      try produce(node.parent, context, partition) { element in
        try sink(combine(element, next))
        next &+= numbers.step
      }
    }
  }

  /// The pairs that `arranged` has arranged, each made into an element.
  ///
  /// Numbers are read here, in a loop that is small enough for the compiler to melt what follows into it; whatever else
  /// there may be to do is kept apart. Which it is, is asked when it runs: of two closures for the two cases, neither
  /// would be a constant to the compiler.
  @inlinable
  func received<Key: Sendable, Value: Sendable>(
    from arranged: LineageNode, _ make: @escaping @Sendable (Key, Value) -> Element
  ) -> Dataset {
    let produce = self.produce
    return Dataset(lineage: arranged) { node, context, partition, sink in
      guard let blocks = try Exchange<Key, Value>.copiedBlocks(of: node, partition, context) else {
        return try receiveApart(produce, make, node, context, partition, sink)
      }
      let pairBytes = MemoryLayout<Key>.size &+ MemoryLayout<Value>.size
      while let block = try blocks.next(recordBytes: pairBytes) {
        var position = block.baseAddress.unsafelyUnwrapped
        let end = position + block.count
        while position < end {
          let key = position.loadUnaligned(as: Key.self)
          let value = position.loadUnaligned(fromByteOffset: MemoryLayout<Key>.size, as: Value.self)
          position += pairBytes
          try sink(make(key, value))
        }
      }
    }
  }

  /// Each element together with the one of another dataset at the same place.
  @inlinable
  func zipped<Other: Sendable, Result: Sendable>(
    with other: Dataset<Other>, as lineage: LineageNode, _ combine: @escaping @Sendable (Element, Other) -> Result
  ) -> Dataset<Result> {
    let (first, second) = (produce, other.produce)
    return Dataset<Result>(lineage: lineage) { node, context, partition, sink in
      let waiting = ElementSpool<Other>(WaitingElements.attached(to: node).codec, in: context)
      try second(node.parents[1], context, partition) { try waiting.append($0) }
      var others = try waiting.makeReader()
      var position = 0
      try first(node.parents[0], context, partition) { element in
        guard let other = try others.next() else {
          throw UnequalLengths.error(node, partition, waiting.count, position)
        }
        position &+= 1
        try sink(combine(element, other))
      }
      if position < waiting.count { throw UnequalLengths.error(node, partition, waiting.count, position) }
    }
  }
}

/// Hands on pairs that no shuffle was needed for, or that have to be decoded.
@inlinable
@inline(never)
func receiveApart<Key: Sendable, Value: Sendable, Element: Sendable>(
  _ produce: @escaping Dataset<Element>.Produce, _ make: @escaping @Sendable (Key, Value) -> Element,
  _ node: LineageNode, _ context: TaskContext, _ partition: Int, _ sink: (Element) throws -> Void
) throws {
  guard let records = Exchange<Key, Value>.records(of: node) else {
    return try produce(node, context, partition, sink)
  }
  try context.readShuffle(node, partition: partition) { reader in
    try records.readAll(&reader) { try sink(make($0, $1)) }
  }
}
