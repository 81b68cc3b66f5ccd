import CroftProtocol

/// Gathers a map task's records by reducer.
@usableFromInline
package final class ShuffleWriter {
  package let reducerCount: Int
  private let blocks: UnsafeMutableBufferPointer<ByteWriter>
  private var scratch = ByteWriter(capacity: 256)

  package init(reducerCount: Int) {
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

  /// What was written for a reducer.
  package func withBlock<Result>(_ reducer: Int, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try body(blocks[reducer].bytes)
  }
}
