extension Dataset where Element: Hashable & Sendable {
  /// Each element once.
  ///
  /// Equal elements are dropped within each map task first; a task's elements go to disk where they don't fit in
  /// memory. Within a partition, elements come in the order of their first appearance.
  ///
  /// - Parameter partitions: of the result; as many as tasks can run at once if not given.
  @inlinable
  public func distinct(
    partitions: Int? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<Element> {
    map(file: file, line: line) { ($0, ()) }
      .combined("distinct", seed: (), partitions, file, line, create: { $1 }, add: { _, _ in }, merge: { _, _ in })
      .map(file: file, line: line) { $0.0 }
  }

  /// The elements that are in both datasets, each once.
  ///
  /// Both are shuffled, after equal elements were dropped within each map task. Within a partition, elements come in
  /// the order of their first appearance.
  ///
  /// - Parameter partitions: of the result; as many as tasks can run at once if not given.
  @inlinable
  public func intersection(
    _ other: Dataset<Element>, partitions: Int? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<Element> {
    marked(1, file, line).union(other.marked(2, file, line), file: file, line: line)
      .combined(
        "intersection", seed: (), partitions, file, line, create: { $1 }, add: { $0 |= $1 }, merge: { $0 |= $1 }
      )
      .filter(file: file, line: line) { $0.1 == 3 }
      .map(file: file, line: line) { $0.0 }
  }

  /// The elements that are not in another dataset, as often as they are in this one.
  ///
  /// Where the other one is small it is sent to all tasks; see `subtractByKey`.
  ///
  /// - Parameters:
  ///   - other: held in memory, without duplicates; goes to disk where it does not fit.
  ///   - partitions: of the result, if both are shuffled; as many as tasks can run at once if not given.
  @inlinable
  public func subtract(
    _ other: Dataset<Element>, strategy: JoinStrategy = .automatic, partitions: Int? = nil,
    file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<Element> {
    map(file: file, line: line) { ($0, ()) }
      .subtracted(
        "subtract", other.map(file: file, line: line) { ($0, ()) }, strategy, partitions, file, line
      )
      .map(file: file, line: line) { $0.0 }
  }

  /// Each element with a bit that tells which dataset it came from.
  @inlinable
  func marked(_ bit: UInt8, _ file: StaticString, _ line: UInt) -> Dataset<(Element, UInt8)> {
    let produce = self.produce
    let node = LineageNode(
      narrow: "mark", "\(bit)", of: (Element, UInt8).self, from: lineage, file, line, attachment: bit)
    return Dataset<(Element, UInt8)>(lineage: node) { node, context, partition, sink in
      let bit = node.attachment as? UInt8 ?? 0
      try produce(node.parent, context, partition) { try sink(($0, bit)) }
    }
  }
}
