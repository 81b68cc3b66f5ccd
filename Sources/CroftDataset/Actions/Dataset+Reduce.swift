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
    return Action("reduce", reducing: lineage, file, line, combine) { node, context, partition, result in
      var reduction = Reduction(combine)
      try produce(node.parent, context, partition) { try reduction.add($0) }
      result = reduction.result
    }
  }
}

extension Action {
  /// An action that combines the partitions' results in the order of the partitions.
  ///
  /// - Parameter run: combines a partition's elements and stores what comes of it. It does not return it: a closure
  ///   that returns a value of a generic type is wrapped in another one, which the compiler does not melt with the
  ///   rest.
  @usableFromInline
  init<Element: Sendable>(
    _ operation: StaticString, reducing parent: LineageNode, _ file: StaticString, _ line: UInt,
    _ combine: @escaping @Sendable (Element, Element) throws -> Element,
    _ run: @escaping @Sendable (LineageNode, TaskContext, Int, inout Element?) throws -> Void
  ) where Output == Element? {
    self.init(
      operation, of: Element.self, from: parent, file, line,
      combiningInOrder: { (parts: [Element]) in
        guard let first = parts.first else { return nil }
        return try parts.dropFirst().reduce(first, combine)
      }
    ) { node, context, partition in
      var result: Element?
      try run(node, context, partition, &result)
      return result
    }
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
