import CroftProtocol

extension Dataset {
  /// All elements combined into one; nil if there are none.
  ///
  /// - Parameter combine: has to be associative. Partitions' results are combined in the partitions' order, so it need
  ///   not be commutative, and sums of floating-point numbers come out the same on every run with the same partitions.
  @inlinable
  public func reduce(
    file: StaticString = #fileID, line: UInt = #line,
    _ combine: @escaping @Sendable (Element, Element) throws -> Element
  ) -> Action<Element?> {
    let produce = self.produce
    return Action("reduce", reducing: lineage, file, line, combine) { node, context, partition in
      var reduction = Reduction(combine)
      try produce(node.parent, context, partition) { try reduction.add($0) }
      return reduction.result
    }
  }
}

extension Action {
  /// An action that combines the partitions' results in the order of the partitions.
  @usableFromInline
  init<Element: Sendable>(
    _ operation: StaticString, reducing parent: LineageNode, _ file: StaticString, _ line: UInt,
    _ combine: @escaping @Sendable (Element, Element) throws -> Element,
    _ run: @escaping @Sendable (LineageNode, TaskContext, Int) throws -> Element?
  ) where Output == Element? {
    self.init(
      operation, of: Element.self, from: parent, file, line,
      combiningInOrder: { parts in
        guard let first = parts.first else { return nil }
        return try parts.dropFirst().reduce(first, combine)
      }, run)
  }
}

/// Combines elements in their order.
///
/// Holds the function, because a sink that captures it beside the result is not melted into the loop: that takes twice
/// as long.
@usableFromInline
struct Reduction<Element> {
  @usableFromInline let combine: (Element, Element) throws -> Element
  @usableFromInline var result: Element?

  @inlinable
  init(_ combine: @escaping (Element, Element) throws -> Element) { self.combine = combine }

  @inlinable
  mutating func add(_ element: Element) throws {
    if let soFar = result { result = try combine(soFar, element) } else { result = element }
  }
}
