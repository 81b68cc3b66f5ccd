extension Dataset {
  /// One pair for each key, its values combined.
  ///
  /// Values are combined within each map task first, so that only one pair for each key and task crosses the shuffle.
  /// Where memory is short, a task writes what it has to disk. Keys meet, and pairs come in order, as `combineByKey`
  /// says; so do the last digits of a floating-point sum depend on the memory.
  ///
  /// ```swift
  /// words.map { ($0, 1) }.reduceByKey(+)
  /// ```
  ///
  /// - Parameters:
  ///   - combine: has to be associative; values come in their order.
  ///   - partitions: of the result; as many as tasks can run at once if not given. A dataset that is partitioned so by
  ///     its keys already is not shuffled again.
  @inlinable
  public func reduceByKey<Key: Hashable & Sendable, Value: Sendable>(
    _ combine: @escaping @Sendable (Value, Value) throws -> Value, partitions: Int? = nil,
    file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<(Key, Value)> where Element == (Key, Value) {
    combined(
      "reduceByKey", seed: (), partitions, file, line, create: { $1 }, add: { $0 = try combine($0, $1) },
      merge: { $0 = try combine($0, $1) })
  }

  /// One pair for each key, its values combined with an initial value.
  ///
  /// - Parameters:
  ///   - initial: each map task starts each key with it, so it has to be neutral: 0 for a sum, an empty list.
  ///   - partitions: as for `reduceByKey`.
  ///   - combine: has to be associative; values come in their order.
  @inlinable
  public func foldByKey<Key: Hashable & Sendable, Value: Sendable>(
    _ initial: Value, partitions: Int? = nil, file: StaticString = #fileID, line: UInt = #line,
    _ combine: @escaping @Sendable (Value, Value) throws -> Value
  ) -> Dataset<(Key, Value)> where Element == (Key, Value) {
    combined(
      "foldByKey", seed: initial, partitions, file, line, create: { try combine($0, $1) },
      add: { $0 = try combine($0, $1) }, merge: { $0 = try combine($0, $1) })
  }

  /// One pair for each key, its values boiled down to one of another type.
  ///
  /// ```swift
  /// sales.aggregateByKey(0) { max($0, $1.price) } combining: { max($0, $1) }
  /// ```
  ///
  /// - Parameters:
  ///   - zero: neutral to `combine`, for each map task starts each key with it.
  ///   - partitions: as for `reduceByKey`.
  ///   - update: takes one value in.
  ///   - combine: has to be associative; values come in their order.
  @inlinable
  public func aggregateByKey<Key: Hashable & Sendable, Value: Sendable, Aggregate: Sendable>(
    _ zero: Aggregate, partitions: Int? = nil, file: StaticString = #fileID, line: UInt = #line,
    _ update: @escaping @Sendable (Aggregate, Value) throws -> Aggregate,
    combining combine: @escaping @Sendable (Aggregate, Aggregate) throws -> Aggregate
  ) -> Dataset<(Key, Aggregate)> where Element == (Key, Value) {
    combined(
      "aggregateByKey", seed: zero, partitions, file, line, create: { try update($0, $1) },
      add: { $0 = try update($0, $1) }, merge: { $0 = try combine($0, $1) })
  }

  /// One pair for each key, its values boiled down to one of another type, which is changed in place: for arrays, sets
  /// and the like.
  ///
  /// ```swift
  /// sales.aggregateByKey(into: Set<Int>()) { $0.insert($1.customer) } combining: { $0.formUnion($1) }
  /// ```
  @inlinable
  public func aggregateByKey<Key: Hashable & Sendable, Value: Sendable, Aggregate: Sendable>(
    into zero: Aggregate, partitions: Int? = nil, file: StaticString = #fileID, line: UInt = #line,
    _ update: @escaping @Sendable (inout Aggregate, Value) throws -> Void,
    combining combine: @escaping @Sendable (inout Aggregate, Aggregate) throws -> Void
  ) -> Dataset<(Key, Aggregate)> where Element == (Key, Value) {
    combined(
      "aggregateByKey", seed: zero, partitions, file, line,
      create: { zero, value in
        var aggregate = zero
        try update(&aggregate, value)
        return aggregate
      }, add: update, merge: combine)
  }
}
