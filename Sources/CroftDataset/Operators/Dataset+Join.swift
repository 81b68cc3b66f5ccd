// Each join is one closure for a pair of the probing side, and the ways to bring it together with its matches.

extension Dataset {
  /// Every pair of values of one key, from this dataset and another.
  ///
  /// Where one side is small it is sent whole to every executor, and the other one is not shuffled (see
  /// `JoinStrategy`). Else both are shuffled, unless they are partitioned alike already, and the other one's values
  /// gather in memory, partition by partition; they go to disk where they don't fit. So the larger dataset comes
  /// first. Of the other dataset, the values of one key have to fit in memory. Where its partition did not, what is
  /// joined goes to disk too, before it is handed on.
  ///
  /// Within a partition, results come in the order of this dataset's pairs, and for each of them in the order of the
  /// other's; of this one's values for each of the other's pairs if this one is sent. They do so whenever they are
  /// computed again, whatever the memory. How many partitions there are is not promised if one side is broadcast.
  ///
  /// ```swift
  /// orders.join(customers).map { key, both in (both.0, both.1) }
  /// ```
  ///
  /// - Parameters:
  ///   - strategy: `.broadcast` sends the other dataset.
  ///   - partitions: of the result, which is then shuffled unless told otherwise; as many as a side is partitioned
  ///     into already, or else as tasks can run at once, if not given.
  @inlinable
  public func join<Key: Hashable & Sendable, Value: Sendable, Other: Sendable>(
    _ other: Dataset<(Key, Other)>, strategy: JoinStrategy = .automatic, partitions: Int? = nil,
    file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<(Key, (Value, Other))> where Element == (Key, Value) {
    typealias Joined = Dataset<(Key, (Value, Other))>
    let found: Joined.Found<Key, Value, Other> = { key, value, rows, sink in
      try rows?.forEachRow { try sink((key, (value, $0))) }
    }
    if strategy == .broadcast { return Joined.broadcastJoin("inner", self, other, file, line, found) }
    let shuffled = Joined.shuffledJoin("inner", self, other, partitions, file, line, found)
    guard joinIsOpen(strategy, partitions, lineage, other.lineage, Key.self) else { return shuffled }
    let mirrored = Joined.broadcastJoin("inner, sending the first", other, self, file, line) { key, value, rows, sink in
      try rows?.forEachRow { try sink((key, ($0, value))) }
    }
    return .chosen(
      "join", shuffled, Joined.broadcastJoin("inner", self, other, file, line, found), mirrored, file, line)
  }

  /// Every pair of this dataset, with each value that another has for its key, or nil if it has none.
  ///
  /// What `join` says holds here too; only the other dataset is ever sent whole.
  @inlinable
  public func leftOuterJoin<Key: Hashable & Sendable, Value: Sendable, Other: Sendable>(
    _ other: Dataset<(Key, Other)>, strategy: JoinStrategy = .automatic, partitions: Int? = nil,
    file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<(Key, (Value, Other?))> where Element == (Key, Value) {
    .probed("leftOuterJoin", "left outer", self, other, strategy, partitions, file, line) {
      key, value, rows, sink in
      guard let rows else { return try sink((key, (value, nil))) }
      try rows.forEachRow { try sink((key, (value, $0))) }
    }
  }

  /// Every pair of another dataset, with each value that this one has for its key, or nil if it has none.
  ///
  /// What `join` says holds here too, with the sides exchanged: this dataset's values gather in memory, and only this
  /// one is ever sent whole.
  @inlinable
  public func rightOuterJoin<Key: Hashable & Sendable, Value: Sendable, Other: Sendable>(
    _ other: Dataset<(Key, Other)>, strategy: JoinStrategy = .automatic, partitions: Int? = nil,
    file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<(Key, (Value?, Other))> where Element == (Key, Value) {
    .probed("rightOuterJoin", "right outer", other, self, strategy, partitions, file, line) {
      key, value, rows, sink in
      guard let rows else { return try sink((key, (nil, value))) }
      try rows.forEachRow { try sink((key, ($0, value))) }
    }
  }

  /// Every pair of values of one key, and the values of keys that only one of the datasets has, with nil beside them.
  ///
  /// Always shuffled, unless both are partitioned alike already; memory and order as `join` says, but that the keys
  /// which only the other dataset has come last.
  @inlinable
  public func fullOuterJoin<Key: Hashable & Sendable, Value: Sendable, Other: Sendable>(
    _ other: Dataset<(Key, Other)>, partitions: Int? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<(Key, (Value?, Other?))> where Element == (Key, Value) {
    Dataset<(Key, (Value?, Other?))>.shuffledJoin(
      "full outer", self, other, partitions, file, line,
      { key, value, rows, sink in
        guard let rows else { return try sink((key, (value, nil))) }
        rows.pointee.isMatched = true
        try rows.forEachRow { try sink((key, (value, $0))) }
      },
      unmatched: { key, rows, sink in try rows.forEach { try sink((key, (nil, $0))) } })
  }

  /// The pairs whose keys another dataset does not have, as often as they are in this one.
  ///
  /// Where the other one is small its keys are sent to all tasks; else both are shuffled. What `join` says of memory
  /// and order holds here too, but that duplicates of the other dataset's keys take none.
  @inlinable
  public func subtractByKey<Key: Hashable & Sendable, Value: Sendable, Other: Sendable>(
    _ other: Dataset<(Key, Other)>, strategy: JoinStrategy = .automatic, partitions: Int? = nil,
    file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<(Key, Value)> where Element == (Key, Value) {
    subtracted("subtractByKey", other.keysAlone(file, line), strategy, partitions, file, line)
  }

  @inlinable
  func subtracted<Key: Hashable & Sendable, Value: Sendable>(
    _ operation: StaticString, _ other: Dataset<(Key, Void)>, _ strategy: JoinStrategy, _ partitions: Int?,
    _ file: StaticString, _ line: UInt
  ) -> Dataset<(Key, Value)> where Element == (Key, Value) {
    .probed(operation, "left anti", self, other, strategy, partitions, file, line) { key, value, rows, sink in
      if rows == nil { try sink((key, value)) }
    }
  }

  /// The keys, each with nothing beside it, partitioned as the pairs are.
  @inlinable
  func keysAlone<Key: Hashable & Sendable, Value: Sendable>(
    _ file: StaticString, _ line: UInt
  ) -> Dataset<(Key, Void)> where Element == (Key, Value) {
    let produce = self.produce
    return Dataset<(Key, Void)>(
      lineage: LineageNode(
        narrow: "keys", of: (Key, Void).self, from: lineage, file, line, keepsPartitioning: true)
    ) { node, context, partition, sink in
      try produce(node.parent, context, partition) { try sink(($0.0, ())) }
    }
  }
}
