import CroftProtocol

extension Dataset {
  /// All elements, partition after partition, in the driver's memory.
  ///
  /// For what is too large for it there is `toLocalIterator`.
  @inlinable
  public func collect(file: StaticString = #fileID, line: UInt = #line) -> Action<[Element]> {
    let produce = self.produce
    return Action("collect", gathering: lineage, file, line, takingAtMost: nil) { node, context, partition, emit in
      try produce(node.parent, context, partition, emit)
    }
  }

  /// The first elements, in the order of the partitions.
  ///
  /// Looks at one partition first, then at four times as many again and again until there is enough.
  ///
  /// - Parameter limit: how many at most; fewer come back only if there are not so many. The job is refused if it is
  ///   negative.
  @inlinable
  public func take(
    _ limit: Int, file: StaticString = #fileID, line: UInt = #line
  ) -> Action<[Element]> {
    let produce = self.produce
    return Action("take", gathering: lineage, file, line, takingAtMost: limit) { node, context, partition, emit in
      let limit = node.attached(Int.self)
      guard limit > 0 else { return }
      var taken = 0
      do {
        try produce(node.parent, context, partition) { element in
          try emit(element)
          taken += 1
          if taken == limit { throw StopProducing() }
        }
      } catch is StopProducing {}
    }
  }
}

extension Action {
  /// An action that brings elements to the driver.
  ///
  /// - Parameter run: gives every element of its part to the function it is handed.
  @usableFromInline
  init<Element: Sendable>(
    _ operation: StaticString, gathering parent: LineageNode, _ file: StaticString, _ line: UInt,
    takingAtMost limit: Int?,
    _ run: @escaping @Sendable (LineageNode, TaskContext, Int, (Element) throws -> Void) throws -> Void
  ) where Output == [Element] {
    let codec = Result { try RecordCodec<Element>() }
    self.init(
      operation.description, limit.map(String.init) ?? "", of: Element.self, from: parent, at: CallSite(file, line),
      startsSmall: limit != nil,
      problem: limit.flatMap(InvalidLimit.problem) ?? codec.problem,
      attachment: limit,
      makeCollector: { GatheringCollector(codec: codec, partitionCount: $0, limit: limit) },
      runTask: { node, context, partition in
        let codec = try codec.get()
        var writer = ByteWriter()
        try run(node, context, partition) { try codec.encode($0, into: &writer) }
        return writer.copy()
      })
  }
}

/// Keeps each partition's elements until all that come before them are there too.
struct GatheringCollector<Element: Sendable>: ResultCollector {
  private let codec: Result<RecordCodec<Element>, any Error>
  private let limit: Int?
  private var parts: [[Element]?]
  /// The number of partitions from the first on that have all come, and of the elements in them.
  private var contiguous = (parts: 0, elements: 0)

  init(codec: Result<RecordCodec<Element>, any Error>, partitionCount: Int, limit: Int?) {
    self.codec = codec
    self.limit = limit
    self.parts = Array(repeating: nil, count: partitionCount)
  }

  mutating func add(_ result: UnsafeRawBufferPointer, of partition: Int) throws {
    let codec = try codec.get()
    var reader = ByteReader(result)
    var elements: [Element] = []
    while !reader.isAtEnd { elements.append(try codec.decode(from: &reader)) }
    parts[partition] = elements
    while contiguous.parts < parts.count, let part = parts[contiguous.parts] {
      contiguous.parts += 1
      contiguous.elements += part.count
    }
  }

  var isSatisfied: Bool { limit.map { contiguous.elements >= $0 } ?? false }

  func finish() -> [Element] {
    let elements = parts.lazy.prefix(contiguous.parts).compactMap { $0 }.joined()
    return limit.map { Array(elements.prefix($0)) } ?? Array(elements)
  }
}
