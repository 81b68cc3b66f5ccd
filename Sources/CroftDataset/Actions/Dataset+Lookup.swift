import CroftProtocol

extension Dataset {
  /// The values of all pairs with a key, in the order of the partitions.
  ///
  /// Where it is known how keys lie together, as after `reduceByKey` or `partitionBy`, one partition is computed. Else
  /// all are.
  @inlinable
  public func lookup<Key: Hashable & Sendable & SendableMetatype, Value: Sendable>(
    _ key: Key, file: StaticString = #fileID, line: UInt = #line
  ) -> Action<[Value]> where Element == (Key, Value) {
    let produce = self.produce
    return Action(lookingUp: key, in: lineage, Element.self, file, line) { node, context, partition, emit in
      let wanted = node.attached(LookupKey<Key>.self)
      guard wanted.mayBe(in: partition, of: context.partitionCount(of: node.parent)) else { return }
      let key = wanted.key
      try produce(node.parent, context, partition) { if KeyHash.areEqual($0.0, key) { try emit($0.1) } }
    }
  }
}

extension Action {
  @usableFromInline
  init<Key: Hashable & Sendable & SendableMetatype, Value: Sendable>(
    lookingUp key: Key, in parent: LineageNode, _ elementType: Any.Type, _ file: StaticString, _ line: UInt,
    _ run: @escaping @Sendable (LineageNode, TaskContext, Int, (Value) throws -> Void) throws -> Void
  ) where Output == [Value] {
    let key = LookupKey(key, in: parent)
    let codec = Result { try RecordCodec<Value>() }
    self.init(
      "lookup", of: elementType, from: parent, at: CallSite(file, line), problem: codec.problem, attachment: key,
      makeCollector: { GatheringCollector(codec: codec, partitionCount: $0, limit: nil) },
      runTask: { node, context, partition in
        let codec = try codec.get()
        var writer = ByteWriter()
        try run(node, context, partition) { try codec.encode($0, into: &writer) }
        return writer.copy()
      })
  }
}

/// A key that is looked for, and where it can be.
@usableFromInline
struct LookupKey<Key: Hashable & Sendable>: Sendable {
  @usableFromInline let key: Key
  /// Tells where the key's pairs are; nil where it is not known how pairs were spread.
  private let partitioner: KeyPartitioner<Key>?

  init(_ key: Key, in dataset: LineageNode) {
    self.key = key
    let isSpreadByKey = dataset.partitioning?.keyType == _typeName(Key.self, qualified: true)
    // Without a codec for the key nothing was spread by it.
    partitioner = isSpreadByKey ? try? KeyPartitioner() : nil
  }

  @usableFromInline
  func mayBe(in partition: Int, of count: Int) -> Bool {
    guard let own = try? partitioner?.partition(of: key, partitionCount: count) else { return true }
    return own == partition
  }
}
