import CroftProtocol

extension Dataset where Element: Hashable & SendableMetatype {
  /// How often each element occurs.
  ///
  /// Counted in each task first. Each task, and the driver, holds all the elements that differ: where there are too
  /// many for that, `map` to pairs and `reduceByKey`. Numbers that are NaN are counted together; a dictionary does not
  /// find them by subscript, only when you go over it.
  @inlinable
  public func countByValue(file: StaticString = #fileID, line: UInt = #line) -> Action<[Element: Int]> {
    let produce = self.produce
    return Action("countByValue", countingIn: lineage, of: Element.self, file, line) { node, context, partition in
      let table = CombiningTable<Element, Int>()
      try produce(node.parent, context, partition) { try table.merge($0, 1) { $0 &+ $1 } }
      return table
    }
  }
}

extension Dataset {
  /// How many pairs there are with each key.
  ///
  /// Counted in each task first. Each task, and the driver, holds all keys: where there are too many for that,
  /// `reduceByKey`. NaN is one key, as with `countByValue`.
  @inlinable
  public func countByKey<Key: Hashable & Sendable & SendableMetatype, Value: Sendable>(
    file: StaticString = #fileID, line: UInt = #line
  ) -> Action<[Key: Int]> where Element == (Key, Value) {
    let produce = self.produce
    return Action("countByKey", countingIn: lineage, of: Element.self, file, line) { node, context, partition in
      let table = CombiningTable<Key, Int>()
      try produce(node.parent, context, partition) { try table.merge($0.0, 1) { $0 &+ $1 } }
      return table
    }
  }
}

extension Action {
  @usableFromInline
  init<Key: Hashable & Sendable & SendableMetatype>(
    _ operation: StaticString, countingIn parent: LineageNode, of elementType: Any.Type, _ file: StaticString,
    _ line: UInt, _ count: @escaping @Sendable (LineageNode, TaskContext, Int) throws -> CombiningTable<Key, Int>
  ) where Output == [Key: Int] {
    let codec = Result { try RecordCodec<Key>() }
    self.init(
      operation.description, of: elementType, from: parent, at: CallSite(file, line), problem: codec.problem,
      makeCollector: { _ in KeyCountCollector(codec: codec) },
      runTask: { node, context, partition in
        let codec = try codec.get()
        var writer = ByteWriter()
        try count(node, context, partition).forEach { key, count in
          try codec.encode(key, into: &writer)
          writer.appendVariable(count)
        }
        return writer.copy()
      })
  }
}

/// Adds up how often each key occurs.
private struct KeyCountCollector<Key: Hashable & Sendable>: ResultCollector {
  let codec: Result<RecordCodec<Key>, any Error>
  var counts: [Key: Int] = [:]
  /// NaN, which a dictionary never finds again, is one key here as it is in a shuffle.
  private var unfindable: (key: Key, count: Int)?

  init(codec: Result<RecordCodec<Key>, any Error>) { self.codec = codec }

  mutating func add(_ result: UnsafeRawBufferPointer, of partition: Int) throws {
    let codec = try codec.get()
    var reader = ByteReader(result)
    while !reader.isAtEnd {
      let key = try codec.decode(from: &reader)
      let count = try reader.readVariableInt()
      if key != key, KeyHash.areEqual(key, key) {
        unfindable = (key, (unfindable?.count ?? 0) + count)
      } else {
        counts[key, default: 0] += count
      }
    }
  }

  func finish() -> [Key: Int] {
    guard let unfindable else { return counts }
    return counts.merging([(unfindable.key, unfindable.count)]) { $0 + $1 }
  }
}
