extension Dataset {
  /// The smallest elements, the smallest first.
  ///
  /// Each task keeps no more than `limit` elements. Among equal ones it is not said which are kept: give an order that
  /// tells all apart if that matters.
  ///
  /// - Parameters:
  ///   - limit: how many at most. The job is refused if it is negative.
  ///   - areInIncreasingOrder: a strict weak order, as `sort(by:)` takes it.
  @inlinable
  public func takeOrdered(
    _ limit: Int, file: StaticString = #fileID, line: UInt = #line,
    by areInIncreasingOrder: @escaping @Sendable (Element, Element) throws -> Bool
  ) -> Action<[Element]> {
    let produce = self.produce
    let areInDecreasingOrder: @Sendable (Element, Element) throws -> Bool = { try areInIncreasingOrder($1, $0) }
    return Action("takeOrdered", largest: limit, of: lineage, file, line, areInDecreasingOrder) {
      node, context, partition in
      var smallest = LargestElements(limit: node.attached(Int.self), areInDecreasingOrder)
      try produce(node.parent, context, partition) { try smallest.offer($0) }
      return smallest
    }
  }
}

extension Dataset where Element: Comparable & SendableMetatype {
  /// The smallest elements, the smallest first. Like `takeOrdered(_:by:)`, with the elements' own order.
  @inlinable
  public func takeOrdered(_ limit: Int, file: StaticString = #fileID, line: UInt = #line) -> Action<[Element]> {
    takeOrdered(limit, file: file, line: line) { $0 < $1 }
  }
}
