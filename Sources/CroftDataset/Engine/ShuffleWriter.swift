import CroftProtocol

/// Gathers a map task's records by reducer and writes them to its output: segment after segment, each a block for every
/// reducer in their order, so that reducer `r` of `n` finds its records in blocks `r`, `r + n`, `r + 2n`, ….
@usableFromInline
package final class ShuffleWriter {
  private let output: any BlockOutput
  private let reducerCount: Int
  private let blocks: UnsafeMutableBufferPointer<ByteWriter>
  private var scratch = ByteWriter(capacity: 256)

  @usableFromInline
  package init(to output: any BlockOutput, reducerCount: Int) {
    self.output = output
    self.reducerCount = reducerCount
    self.blocks = .allocate(capacity: reducerCount)
    for reducer in 0..<reducerCount { (blocks.baseAddress! + reducer).initialize(to: ByteWriter(capacity: 0)) }
  }

  deinit {
    blocks.baseAddress?.deinitialize(count: reducerCount)
    blocks.deallocate()
  }

  /// Writes a record to the reducer that its key belongs to.
  @usableFromInline
  func append(
    _ key: UnsafeRawPointer, _ keyCodec: AnyRecordCodec, _ value: UnsafeRawPointer, _ valueCodec: AnyRecordCodec
  ) throws {
    scratch.removeAll()
    let hash = try keyCodec.encodeHashing(key, into: &scratch)
    let reducer = Int(truncatingIfNeeded: hash % UInt64(reducerCount))
    blocks[reducer].append(scratch.bytes)
    try valueCodec.encode(value, &blocks[reducer])
  }

  /// Writes what has gathered.
  @usableFromInline
  package func finish() throws {
    for reducer in 0..<reducerCount {
      try output.append(blocks[reducer].bytes)
      blocks[reducer].removeAll()
    }
  }
}
