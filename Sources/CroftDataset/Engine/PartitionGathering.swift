import CroftProtocol

/// Gathers a partition's elements while they are computed, to keep them.
///
/// Memory is asked for chunk by chunk. When there is none left, the partition goes on in a file: one that is kept if
/// its storage level says so, else one that is gone when this task has read it.
@usableFromInline
struct PartitionGathering<Element: Sendable> {
  private enum Place {
    case memory
    case file(any CacheFile)
    case spill(any SpillFile)
  }

  /// What grows; the last chunk of the partition so far.
  @usableFromInline var chunk: [Element] = []
  /// How many elements the chunk may have before the memory is looked at.
  @usableFromInline var reviewCount: Int
  private var chunks: [[Element]] = []
  private var place: Place
  private var growth: ChunkGrowth<Element>
  private let level: StorageLevel
  private let claim: any PartitionClaim
  private let context: TaskContext
  private let coding: ChunkCoding<Element>

  /// - Returns: nil if this task is not to keep the partition.
  @usableFromInline
  init?(of node: LineageNode, _ context: TaskContext, _ partition: Int) throws {
    guard let id = context.cachedPartition(of: node, partition),
      let level = node.persistence?.level,
      let claim = context.services.cache.claim(id, inMemoryOnly: level == .memory)
    else { return nil }
    self.context = context
    self.level = level
    self.claim = claim
    coding = .attached(to: node)
    growth = ChunkGrowth(coding)
    reviewCount = growth.reviewCount
    place = level == .disk ? .file(try claim.createFile()) : .memory
  }

  @inlinable
  mutating func append(_ element: Element) throws {
    chunk.append(element)
    if chunk.count >= reviewCount { try review(isLast: false) }
  }

  /// Keeps the partition, now that it is complete, and gives it to go on with.
  @usableFromInline
  mutating func finish() throws -> KeptChunks<Element> {
    // What the tasks of an ended job keep, nobody would ever ask for.
    try context.checkCancellation()
    if !chunk.isEmpty { try review(isLast: true) }
    switch place {
    case .file(let file): return KeptChunks(try file.commit(), coding, context)
    case .spill(let file): return KeptChunks(try file.reopen(), coding, context)
    case .memory:
      let elements = KeptElements(chunks, coding)
      claim.keep(elements, movesToDisk: level == .memoryAndDisk)
      return KeptChunks(elements, coding, context)
    }
  }

  /// Asks for the memory of what was added since the last time, and begins another chunk when this one is full.
  @usableFromInline
  mutating func review(isLast: Bool) throws {
    let bytes = growth.review(chunk)
    if case .memory = place, !claim.reserve(bytes) { try leaveMemory() }
    if isLast || growth.isChunkFull { try endChunk() }
    reviewCount = growth.reviewCount
  }

  private mutating func endChunk() throws {
    growth.beginChunk()
    switch place {
    case .file(let file):
      try coding.write(chunk, to: file)
      chunk.removeAll(keepingCapacity: true)
    case .spill(let file):
      context.metrics.spilledBytes += UInt64(try coding.write(chunk, to: file))
      chunk.removeAll(keepingCapacity: true)
    case .memory:
      // The first chunk grew by doubling; a small partition's is cut to its size.
      let hasSlack = chunk.capacity > chunk.count * 5 / 4
      chunks.append(hasSlack ? chunk.withUnsafeBufferPointer { Array($0) } : chunk)
      chunk = []
      if coding.isPlain { chunk.reserveCapacity(growth.reviewCount) }
    }
  }

  private mutating func leaveMemory() throws {
    claim.releaseAll()
    if level == .memoryAndDisk {
      let file = try claim.createFile()
      for chunk in chunks { try coding.write(chunk, to: file) }
      place = .file(file)
    } else {
      let file = try context.services.createSpill()
      for chunk in chunks {
        context.metrics.spilledBytes += UInt64(try coding.write(chunk, to: file))
      }
      place = .spill(file)
    }
    chunks = []
  }
}

extension KeptChunks {
  /// Computes a partition and keeps it.
  ///
  /// Apart from the operator's own loop, so that the loop over what is kept becomes one with what follows.
  ///
  /// - Returns: nil if this task is not to keep it.
  @inlinable
  @inline(never)
  static func gather(
    _ node: LineageNode, _ context: TaskContext, _ partition: Int,
    _ produce: @escaping Dataset<Element>.Produce
  ) throws -> KeptChunks? {
    guard var gathering = try PartitionGathering<Element>(of: node, context, partition) else {
      return nil
    }
    try produce(node.parent, context, partition) { try gathering.append($0) }
    return try gathering.finish()
  }
}
