import CroftProtocol

extension Dataset {
  /// How many elements there are.
  @inlinable
  public func count(file: StaticString = #fileID, line: UInt = #line) -> Action<Int> {
    let produce = self.produce
    return Action(counting: lineage, of: Element.self, file, line) { node, context, partition in
      var count = 0
      try produce(node.parent, context, partition) { _ in count &+= 1 }
      return count
    }
  }
}

extension Action where Output == Int {
  @usableFromInline
  init(
    counting parent: LineageNode, of elementType: Any.Type, _ file: StaticString, _ line: UInt,
    _ count: @escaping @Sendable (LineageNode, TaskContext, Int) throws -> Int
  ) {
    self.init(
      "count", of: elementType, from: parent, at: CallSite(file, line),
      makeCollector: { _ in SumCollector() },
      runTask: { node, context, partition in
        var writer = ByteWriter()
        writer.appendVariable(try count(node, context, partition))
        return writer.copy()
      })
  }
}

/// Adds up what each partition counted.
struct SumCollector: ResultCollector {
  private var sum = 0

  mutating func add(_ result: UnsafeRawBufferPointer, of partition: Int) throws {
    var reader = ByteReader(result)
    sum += try reader.readVariableInt()
  }

  func finish() -> Int { sum }
}
