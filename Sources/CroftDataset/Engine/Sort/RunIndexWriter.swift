import CroftProtocol

/// The index of one run while it is written.
///
/// First come the number of the run's chunks, the bytes of the largest one, and those of the largest record; then for
/// each stretch of chunks its first key and how many chunks it has; then the run's last key. Nobody has to hold the
/// keys of all stretches, nor is there one for every chunk: where keys are long, the index is still short beside the
/// run.
struct RunIndexWriter: ~Copyable {
  private var stretches = ByteWriter(capacity: 1024)
  private var chunkCount = 0
  private var largestChunkBytes = 0
  /// Of the stretch that is open.
  private var (chunks, bytes) = (0, 0)
  private var keyBytes = 0

  /// A stretch has so many times the bytes of its first key. A task that merges reads half a stretch too much of every
  /// run, as a mean, and all of the index: with 32 both are little.
  private static let bytesPerKeyByte = 32
  /// An index this short is no burden whatever its share.
  private static let freeBytes = 16 << 10
  /// With fewer, who needs a small part of a run would read most of it.
  private static let fewestStretches = 8

  private let mostStretchBytes: Int

  /// - Parameter runBytes: of all the run's records together.
  init(runBytes: Int) { mostStretchBytes = runBytes / Self.fewestStretches }

  /// Whether the next chunk begins a stretch.
  var isKeyDue: Bool {
    chunks == 0 || stretches.count + keyBytes <= Self.freeBytes
      || bytes >= min(Self.bytesPerKeyByte * keyBytes, mostStretchBytes)
  }

  /// - Parameter writeKey: writes the first key of what comes next, or the run's last one.
  mutating func appendKey(_ writeKey: (inout ByteWriter) throws -> Void) rethrows {
    endStretch()
    let start = stretches.count
    try writeKey(&stretches)
    keyBytes = stretches.count - start
  }

  mutating func addChunk(bytes chunkBytes: Int) {
    chunks += 1
    chunkCount += 1
    bytes += chunkBytes
    largestChunkBytes = max(largestChunkBytes, chunkBytes)
  }

  /// The index, once it has the run's last key.
  func encoded(largestRecordBytes: Int) -> ByteWriter {
    var index = ByteWriter(capacity: stretches.count + 30)
    index.appendVariable(chunkCount)
    index.appendVariable(largestChunkBytes)
    index.appendVariable(largestRecordBytes)
    index.append(stretches.bytes)
    return index
  }

  private mutating func endStretch() {
    guard chunks > 0 else { return }
    stretches.appendVariable(chunks)
    (chunks, bytes) = (0, 0)
  }
}
