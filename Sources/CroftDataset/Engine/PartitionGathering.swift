import CroftProtocol

/// Gathers a partition's elements while they are computed, to keep them.
///
/// Memory is asked for chunk by chunk. When there is none left, the partition goes on to a file if its storage level
/// says so; if not, what was gathered is let go, and elements pass by.
@usableFromInline
struct PartitionGathering<Element: Sendable> {
  private enum Place {
    case memory
    case file(any CacheFile)
    case nowhere
  }

  /// What grows; the last chunk of the partition so far.
  @usableFromInline var chunk: [Element] = []
  /// How many elements the chunk may have before the memory is looked at.
  @usableFromInline var reviewCount = 1
  private var chunks: [[Element]] = []
  private var place: Place
  private var growth: ChunkGrowth<Element>
  private let level: StorageLevel
  private let claim: (any PartitionClaim)?
  private let context: TaskContext
  private let coding: ChunkCoding<Element>

  @usableFromInline
  init(of node: LineageNode, _ context: TaskContext, _ partition: Int) throws {
    self.context = context
    coding = .attached(to: node)
    level = node.persistence?.level ?? .memory
    claim = context.cachedPartition(of: node, partition).flatMap {
      context.services.cache.claim($0)
    }
    growth = ChunkGrowth(coding)
    reviewCount = growth.reviewCount
    place = .nowhere
    guard let claim else { return }
    place = level == .disk ? .file(try claim.createFile()) : .memory
  }

  /// Whether elements are not gathered but go straight on.
  @usableFromInline
  var isPassing: Bool {
    if case .nowhere = place { true } else { false }
  }

  /// Takes an element.
  ///
  /// - Returns: whether there was no room, so that what was gathered has to go on with `drain`.
  @inlinable
  mutating func append(_ element: Element) throws -> Bool {
    chunk.append(element)
    return chunk.count < reviewCount ? false : try review()
  }

  /// Hands on what was gathered, once.
  @inlinable
  mutating func drain(_ sink: (Element) throws -> Void) throws {
    for chunk in takeAll() { for element in chunk { try sink(element) } }
  }

  /// Keeps the partition, now that it is complete.
  ///
  /// - Returns: the partition, to go on with; nil if its elements have passed by.
  @usableFromInline
  mutating func finish() throws -> KeptPartition<Element>? {
    // What the tasks of an ended job keep, nobody would ever ask for.
    try context.checkCancellation()
    guard !isPassing else { return nil }
    if !chunk.isEmpty { _ = try review(isLast: true) }
    switch place {
    case .nowhere: return .elements(KeptElements(takeAll(), coding))
    case .file(let file): return .file(KeptFile(try file.commit(), coding))
    case .memory:
      let elements = KeptElements(takeAll(), coding)
      claim?.keep(elements, movesToDisk: level == .memoryAndDisk)
      return .elements(elements)
    }
  }

  /// Asks for the memory of what was added since the last time, and begins another chunk when this one is full.
  ///
  /// - Returns: whether there was no room for it, not on disk either.
  @usableFromInline
  mutating func review(isLast: Bool = false) throws -> Bool {
    let bytes = growth.review(chunk)
    if case .memory = place, claim?.reserve(bytes) != true { try leaveMemory() }
    if isLast || growth.isChunkFull { try endChunk() }
    reviewCount = growth.reviewCount
    return isPassing
  }

  private mutating func endChunk() throws {
    switch place {
    case .file(let file):
      try coding.write(chunk, to: file)
      chunk.removeAll(keepingCapacity: true)
    case .memory, .nowhere:
      // The first chunk grew by doubling; a small partition's is cut to its size.
      chunks.append(
        chunk.capacity > chunk.count * 5 / 4 ? chunk.withUnsafeBufferPointer { Array($0) } : chunk)
      chunk = []
      if coding.isPlain { chunk.reserveCapacity(growth.reviewCount) }
    }
    growth.beginChunk()
  }

  private mutating func leaveMemory() throws {
    claim?.releaseAll()
    guard level == .memoryAndDisk, let claim else {
      place = .nowhere
      return
    }
    let file = try claim.createFile()
    for chunk in chunks { try coding.write(chunk, to: file) }
    chunks = []
    place = .file(file)
  }

  @usableFromInline
  mutating func takeAll() -> [[Element]] {
    defer { (chunks, chunk) = ([], []) }
    return chunk.isEmpty ? chunks : chunks + [chunk]
  }
}
