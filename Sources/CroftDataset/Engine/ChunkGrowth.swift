/// Decides when to look at the memory that a chunk of elements takes, and estimates it.
///
/// Elements without references take their stride. For others a few are encoded, now and then: what they take in memory
/// is about their stride, their bytes, and the allocator's share.
struct ChunkGrowth<Element: Sendable> {
  /// Small enough to be asked for one at a time, and large enough that a loop over one is long.
  private static var chunkBytes: Int { 64 << 10 }
  /// The header of an object and what malloc adds to each, roughly.
  private static var allocationBytes: Int { 32 }
  /// Elements differ; no more than this go by unseen.
  private static var longestStep: Int { 256 }

  private let coding: ChunkCoding<Element>
  private var reviewedCount = 0
  private var chunkBytes = 0
  private var sampleCount = 0
  private var sampleBytes = 0
  /// How many elements the chunk has when it is to be looked at next.
  private(set) var reviewCount: Int

  init(_ coding: ChunkCoding<Element>) {
    self.coding = coding
    reviewCount = coding.isPlain ? Self.plainCount : 1
  }

  private static var plainCount: Int { max(1, chunkBytes / MemoryLayout<Element>.stride) }

  /// What the elements since the last review take.
  mutating func review(_ chunk: [Element]) -> Int {
    let added = chunk.count - reviewedCount
    reviewedCount = chunk.count
    if !coding.isPlain, let last = chunk.last {
      sampleCount += 1
      sampleBytes +=
        MemoryLayout<Element>.stride + Self.allocationBytes + coding.encodedBytes(of: last)
    }
    let bytes =
      coding.isPlain ? added * MemoryLayout<Element>.stride : added * (sampleBytes / sampleCount)
    chunkBytes += bytes
    if !coding.isPlain {
      let room = max(0, Self.chunkBytes - chunkBytes) / (sampleBytes / sampleCount)
      reviewCount = chunk.count + min(max(1, room), Self.longestStep, chunk.count)
    }
    return bytes
  }

  var isChunkFull: Bool { chunkBytes >= Self.chunkBytes }

  mutating func beginChunk() {
    (reviewedCount, chunkBytes) = (0, 0)
    reviewCount = coding.isPlain ? Self.plainCount : 1
  }
}
