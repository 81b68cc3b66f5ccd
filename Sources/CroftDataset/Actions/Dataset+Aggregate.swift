extension Dataset {
  /// All elements combined into one, starting from `zero`.
  ///
  /// - Parameters:
  ///   - zero: neutral to `combine`, for it is where each partition starts, and the driver once more.
  ///   - combine: has to be associative. Partitions' results are combined in the partitions' order.
  @inlinable
  public func fold(
    _ zero: Element, file: StaticString = #fileID, line: UInt = #line,
    _ combine: @escaping @Sendable (Element, Element) throws -> Element
  ) -> Action<Element> {
    aggregating("fold", file, line, zero, { $0 = try combine($0, $1) }, { $0 = try combine($0, $1) })
  }

  /// All elements boiled down to a value of another type.
  ///
  /// ```swift
  /// words.aggregate(0) { $0 + $1.count } combining: { $0 + $1 }
  /// ```
  ///
  /// Cost: the driver holds one value for each partition. For large values and many partitions there is
  /// `treeAggregate`.
  ///
  /// - Parameters:
  ///   - zero: neutral to `combine`, for it is where each partition starts, and the driver once more.
  ///   - update: takes one element in.
  ///   - combine: has to be associative. Partitions' results are combined in the partitions' order.
  @inlinable
  public func aggregate<Value: Sendable>(
    _ zero: Value, file: StaticString = #fileID, line: UInt = #line,
    _ update: @escaping @Sendable (Value, Element) throws -> Value,
    combining combine: @escaping @Sendable (Value, Value) throws -> Value
  ) -> Action<Value> {
    aggregating("aggregate", file, line, zero, { $0 = try update($0, $1) }, { $0 = try combine($0, $1) })
  }

  /// All elements boiled down to a value of another type, which is changed in place: for arrays, sets and the like.
  ///
  /// ```swift
  /// words.aggregate(into: Set<Int>()) { $0.insert($1.count) } combining: { $0.formUnion($1) }
  /// ```
  ///
  /// Parameters and cost are those of `aggregate(_:_:combining:)`.
  @inlinable
  public func aggregate<Value: Sendable>(
    into zero: Value, file: StaticString = #fileID, line: UInt = #line,
    _ update: @escaping @Sendable (inout Value, Element) throws -> Void,
    combining combine: @escaping @Sendable (inout Value, Value) throws -> Void
  ) -> Action<Value> {
    aggregating("aggregate", file, line, zero, update, combine)
  }

  @inlinable
  func aggregating<Value: Sendable>(
    _ operation: StaticString, _ file: StaticString, _ line: UInt, _ zero: Value,
    _ update: @escaping @Sendable (inout Value, Element) throws -> Void,
    _ combine: @escaping @Sendable (inout Value, Value) throws -> Void
  ) -> Action<Value> {
    let produce = self.produce
    return Action(
      operation, of: Element.self, from: lineage, file, line, attachment: AggregateStart(zero: zero),
      combiningInOrder: { try $0.reduce(into: zero, combine) }
    ) { node, context, partition in
      var aggregation = Aggregation(node.attached(AggregateStart<Value>.self).zero, update)
      try produce(node.parent, context, partition) { try aggregation.add($0) }
      return aggregation.value
    }
  }
}

/// Where an aggregate starts. A type of its own, because an optional that is attached bare can't be told from none.
@usableFromInline
struct AggregateStart<Value: Sendable>: Sendable {
  @usableFromInline let zero: Value

  @usableFromInline
  init(zero: Value) { self.zero = zero }
}

/// Takes elements into a value. Holds the function for the same reason as `Reduction`.
@usableFromInline
struct Aggregation<Value, Element> {
  @usableFromInline var value: Value
  @usableFromInline let update: (inout Value, Element) throws -> Void

  @inlinable
  init(_ zero: Value, _ update: @escaping (inout Value, Element) throws -> Void) {
    value = zero
    self.update = update
  }

  @inlinable
  mutating func add(_ element: Element) throws { try update(&value, element) }
}
