/// A partition's elements in memory, in chunks so that growing copies nothing.
@usableFromInline
final class KeptElements<Element: Sendable>: StoredElements {
  @usableFromInline let chunks: [[Element]]
  private let coding: ChunkCoding<Element>

  init(_ chunks: [[Element]], _ coding: ChunkCoding<Element>) {
    self.chunks = chunks
    self.coding = coding
  }

  func write(to output: any BlockOutput) throws {
    for chunk in chunks { try coding.write(chunk, to: output) }
  }
}

/// A partition's elements in a file.
@usableFromInline
final class KeptFile<Element: Sendable> {
  @usableFromInline let blockCount: Int
  @usableFromInline let coding: ChunkCoding<Element>
  private let input: any BlockInput

  init(_ input: any BlockInput, _ coding: ChunkCoding<Element>) {
    self.input = input
    self.coding = coding
    blockCount = input.blockCount
  }

  @usableFromInline
  func block(_ index: Int) throws -> UnsafeRawBufferPointer { try input.block(index) }

  /// What has to be kept while a block, or a view of it, is in use.
  @usableFromInline
  var owner: AnyObject { input }
}

/// A persisted partition to read.
@usableFromInline
enum KeptPartition<Element: Sendable> {
  case elements(KeptElements<Element>)
  case file(KeptFile<Element>)

  /// Looks a partition up; nil if it has to be computed.
  @usableFromInline
  init?(of node: LineageNode, _ context: TaskContext, _ partition: Int) throws {
    guard let id = context.cachedPartition(of: node, partition),
      let stored = try context.services.cache.lookUp(id)
    else { return nil }
    switch stored {
    case .elements(let elements):
      guard let elements = elements as? KeptElements<Element> else { return nil }
      self = .elements(elements)
    case .file(let input): self = .file(KeptFile(input, .attached(to: node)))
    }
  }

  @inlinable
  func forEach(_ context: TaskContext, _ sink: (Element) throws -> Void) throws {
    switch self {
    case .elements(let elements):
      for chunk in elements.chunks {
        try context.checkCancellation()
        try chunk.withUnsafeBufferPointer { for element in $0 { try sink(element) } }
      }
    case .file(let file):
      for index in 0..<file.blockCount {
        try context.checkCancellation()
        try file.coding.read(file.block(index), owner: file.owner, sink)
      }
    }
  }
}
