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
    return Action(reducing: lineage, file, line, combine) { node, context, partition in
      var result: Element?
      try produce(node.parent, context, partition) { element in
        if let soFar = result { result = try combine(soFar, element) } else { result = element }
      }
      return result
    }
  }
}

extension Action {
  @usableFromInline
  init<Element: Sendable>(
    reducing parent: LineageNode, _ file: StaticString, _ line: UInt,
    _ combine: @escaping @Sendable (Element, Element) throws -> Element,
    _ run: @escaping @Sendable (LineageNode, TaskContext, Int) throws -> Element?
  ) where Output == Element? {
    let codec = Result { try RecordCodec<Element>() }
    self.init(
      "reduce", of: Element.self, from: parent, at: CallSite(file, line), problem: codec.problem,
      makeCollector: { ReducingCollector(codec: codec, partitionCount: $0, combine: combine) },
      runTask: { node, context, partition in
        var writer = ByteWriter()
        if let result = try run(node, context, partition) { try codec.get().encode(result, into: &writer) }
        return writer.copy()
      })
  }
}

/// Combines the partitions' results in the order of the partitions.
struct ReducingCollector<Element: Sendable>: ResultCollector {
  private let codec: Result<RecordCodec<Element>, any Error>
  private let combine: @Sendable (Element, Element) throws -> Element
  private var parts: [Element?]

  init(
    codec: Result<RecordCodec<Element>, any Error>, partitionCount: Int,
    combine: @escaping @Sendable (Element, Element) throws -> Element
  ) {
    self.codec = codec
    self.combine = combine
    self.parts = Array(repeating: nil, count: partitionCount)
  }

  mutating func add(_ result: UnsafeRawBufferPointer, of partition: Int) throws {
    guard !result.isEmpty else { return }
    var reader = ByteReader(result)
    parts[partition] = try codec.get().decode(from: &reader)
  }

  func finish() throws -> Element? {
    var whole: Element?
    for case let part? in parts {
      whole = try whole.map { try combine($0, part) } ?? part
    }
    return whole
  }
}
