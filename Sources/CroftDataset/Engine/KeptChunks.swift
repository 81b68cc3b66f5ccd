/// Goes through a persisted partition, chunk by chunk.
@usableFromInline
struct KeptChunks<Element: Sendable> {
  private enum Source {
    case memory(KeptElements<Element>)
    case file(any BlockInput)
  }

  private let source: Source
  private let context: TaskContext
  private var position = 0
  @usableFromInline let coding: ChunkCoding<Element>

  init(_ elements: KeptElements<Element>, _ coding: ChunkCoding<Element>, _ context: TaskContext) {
    (source, self.coding, self.context) = (.memory(elements), coding, context)
  }

  init(_ file: any BlockInput, _ coding: ChunkCoding<Element>, _ context: TaskContext) {
    (source, self.coding, self.context) = (.file(file), coding, context)
  }

  /// Looks a partition up; nil if it has to be computed.
  @usableFromInline
  init?(of node: LineageNode, _ context: TaskContext, _ partition: Int) throws {
    guard let id = context.cachedPartition(of: node, partition),
      let stored = try context.services.cache.lookUp(id)
    else { return nil }
    switch stored {
    case .elements(let elements):
      guard let elements = elements as? KeptElements<Element> else { return nil }
      self.init(elements, .attached(to: node), context)
    case .file(let file): self.init(file, .attached(to: node), context)
    }
  }

  /// The next elements; nil at the end.
  @inlinable
  @inline(never)
  mutating func next() throws -> [Element]? {
    if let chunk = try nextInMemory() { return chunk }
    return try nextInFile().map { try coding.read($0, owner: owner) }
  }

  @usableFromInline
  mutating func nextInMemory() throws -> [Element]? {
    guard case .memory(let elements) = source, position < elements.chunks.count else { return nil }
    try context.checkCancellation()
    defer { position += 1 }
    return elements.chunks[position]
  }

  @usableFromInline
  mutating func nextInFile() throws -> UnsafeRawBufferPointer? {
    guard case .file(let file) = source, position < file.blockCount else { return nil }
    try context.checkCancellation()
    defer { position += 1 }
    return try file.block(position)
  }

  /// What has to be kept while a block, or a view of it, is in use.
  @usableFromInline
  var owner: AnyObject? {
    if case .file(let file) = source { file } else { nil }
  }
}
