extension Dataset {
  /// Each element with its key before it.
  @inlinable
  public func keyBy<Key: Sendable>(
    file: StaticString = #fileID, line: UInt = #line, _ key: @escaping @Sendable (Element) throws -> Key
  ) -> Dataset<(Key, Element)> {
    mapped(as: LineageNode(narrow: "keyBy", of: (Key, Element).self, from: lineage, file, line)) { (try key($0), $0) }
  }

  /// Each pair's value through a function; keys stay as and where they are, so that what was partitioned by key needs
  /// no other shuffle for it.
  @inlinable
  public func mapValues<Key: Sendable, Value: Sendable, Result: Sendable>(
    file: StaticString = #fileID, line: UInt = #line, _ transform: @escaping @Sendable (Value) throws -> Result
  ) -> Dataset<(Key, Result)> where Element == (Key, Value) {
    let node = LineageNode(
      narrow: "mapValues", of: (Key, Result).self, from: lineage, file, line, keepsPartitioning: true)
    return mapped(as: node) { ($0.0, try transform($0.1)) }
  }

  /// Each pair's value through a function that gives any number of results: a pair for each of them, with the same key.
  @inlinable
  public func flatMapValues<Key: Sendable, Value: Sendable, Results: Sequence & SendableMetatype>(
    file: StaticString = #fileID, line: UInt = #line, _ transform: @escaping @Sendable (Value) throws -> Results
  ) -> Dataset<(Key, Results.Element)> where Element == (Key, Value), Results.Element: Sendable {
    let node = LineageNode(
      narrow: "flatMapValues", of: (Key, Results.Element).self, from: lineage, file, line, keepsPartitioning: true)
    return flatMapped(as: node) { pair in try transform(pair.1).lazy.map { (pair.0, $0) } }
  }

  /// Each pair's key, as often as there are pairs with it.
  @inlinable
  public func keys<Key: Sendable, Value: Sendable>(
    file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<Key> where Element == (Key, Value) {
    mapped(as: LineageNode(narrow: "keys", of: Key.self, from: lineage, file, line)) { $0.0 }
  }

  /// Each pair's value.
  @inlinable
  public func values<Key: Sendable, Value: Sendable>(
    file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<Value> where Element == (Key, Value) {
    mapped(as: LineageNode(narrow: "values", of: Value.self, from: lineage, file, line)) { $0.1 }
  }
}
