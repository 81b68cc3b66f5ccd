extension Dataset {
  /// The smallest element; nil if there are none. The first of equal ones.
  ///
  /// - Parameter areInIncreasingOrder: a strict weak order, as `sort(by:)` takes it.
  @inlinable
  public func min(
    file: StaticString = #fileID, line: UInt = #line,
    by areInIncreasingOrder: @escaping @Sendable (Element, Element) throws -> Bool
  ) -> Action<Element?> {
    let produce = self.produce
    let smaller: @Sendable (Element, Element) throws -> Element = { try areInIncreasingOrder($1, $0) ? $1 : $0 }
    return Action("min", reducing: lineage, file, line, smaller) { node, context, partition, result in
      var reduction = Reduction(smaller)
      try produce(node.parent, context, partition) { try reduction.add($0) }
      result = reduction.result
    }
  }

  /// The largest element; nil if there are none. The last of equal ones.
  ///
  /// - Parameter areInIncreasingOrder: a strict weak order, as `sort(by:)` takes it.
  @inlinable
  public func max(
    file: StaticString = #fileID, line: UInt = #line,
    by areInIncreasingOrder: @escaping @Sendable (Element, Element) throws -> Bool
  ) -> Action<Element?> {
    let produce = self.produce
    let larger: @Sendable (Element, Element) throws -> Element = { try areInIncreasingOrder($1, $0) ? $0 : $1 }
    return Action("max", reducing: lineage, file, line, larger) { node, context, partition, result in
      var reduction = Reduction(larger)
      try produce(node.parent, context, partition) { try reduction.add($0) }
      result = reduction.result
    }
  }
}

extension Dataset where Element: Comparable & SendableMetatype {
  /// The smallest element; nil if there are none. The first of equal ones.
  @inlinable
  public func min(file: StaticString = #fileID, line: UInt = #line) -> Action<Element?> {
    min(file: file, line: line) { $0 < $1 }
  }

  /// The largest element; nil if there are none. The last of equal ones.
  @inlinable
  public func max(file: StaticString = #fileID, line: UInt = #line) -> Action<Element?> {
    max(file: file, line: line) { $0 < $1 }
  }
}
