extension Dataset where Element: BinaryFloatingPoint & SendableMetatype {
  /// Count, mean, variance, extremes, in one pass and numerically stable; nil if there are no elements.
  ///
  /// Partitions are merged in their order, so it comes out the same on every run with the same partitions.
  @inlinable
  public func stats(file: StaticString = #fileID, line: UInt = #line) -> Action<Statistics?> {
    statistics("stats", file, line) { Double($0) }
  }
}

extension Dataset where Element: BinaryInteger & SendableMetatype {
  /// Count, mean, variance, extremes of the elements as `Double`, in one pass and numerically stable; nil if there are
  /// no elements.
  ///
  /// Partitions are merged in their order, so it comes out the same on every run with the same partitions.
  @inlinable
  public func stats(file: StaticString = #fileID, line: UInt = #line) -> Action<Statistics?> {
    statistics("stats", file, line) { Double($0) }
  }
}

extension Dataset {
  /// What produces the elements as numbers. As `map` does it, because a sink that captures a function beside what it
  /// counts in is not melted into the loop.
  @inlinable
  func numbers(_ number: @escaping @Sendable (Element) -> Double) -> Dataset<Double>.Produce {
    let produce = self.produce
    return { node, context, partition, sink in try produce(node, context, partition) { try sink(number($0)) } }
  }

  @inlinable
  func statistics(
    _ operation: StaticString, _ file: StaticString, _ line: UInt,
    _ number: @escaping @Sendable (Element) -> Double
  ) -> Action<Statistics?> {
    let produce = numbers(number)
    return Action(
      operation, of: Element.self, from: lineage, file, line,
      combiningInOrder: { parts in parts.first.map { parts.dropFirst().reduce($0) { $0.merged(with: $1) } } }
    ) { node, context, partition -> Statistics? in
      var builder = StatisticsBuilder()
      try produce(node.parent, context, partition) { builder.add($0) }
      return builder.finish()
    }
  }
}
