public import CroftProtocol

/// Gathers records by reducer and writes them to an output: segment after segment, each a block for every reducer in
/// their order, so that reducer `r` of `n` finds its records in blocks `r`, `r + n`, `r + 2n`, ….
///
/// A segment ends when no more memory is to be had, or when it is as large as pays. It is written in any case, so
/// ending one early costs nothing but smaller blocks. Belongs to one thread.
@usableFromInline
package final class ShuffleWriter {
  private let output: any BlockOutput
  @usableFromInline let reducerCount: Int
  @usableFromInline let buffers: UnsafeMutablePointer<Buffer>
  private let grant: MemoryGrant?
  private let longestSegment: Int
  /// The room of all buffers together, and what it may become without asking.
  private var capacity = 0
  private var allowance: Int
  /// Where a record of more than one field is put together.
  @usableFromInline let scratch: UnsafeMutablePointer<ByteWriter>

  /// The records of one reducer.
  @usableFromInline
  struct Buffer {
    @usableFromInline var start: UnsafeMutableRawPointer
    @usableFromInline var position: UnsafeMutableRawPointer
    @usableFromInline var end: UnsafeMutableRawPointer

    var count: Int { position - start }
    var capacity: Int { end - start }
  }

  /// The room of buffers that is taken without asking, because no task gets on with less.
  static let smallestAllowance = 256 << 10
  /// With fewer bytes for each reducer, the entries of the blocks would outweigh what is in them.
  private static let smallestBytesPerReducer = 128
  /// A longer segment makes no larger writes and reads, and its memory is colder.
  private static let longestUsefulSegment = 32 << 20
  private static let firstBufferBytes = 256

  /// - Parameters:
  ///   - memory: what it asks for room beyond the smallest; nil if it is to have what it wants.
  ///   - longestSegment: how many bytes a segment may have, except for a record that has more alone; as many as pay if
  ///     not given.
  package init(
    to output: any BlockOutput, reducerCount: Int, memory: (any TaskMemory)?, longestSegment: Int? = nil
  ) {
    self.output = output
    self.longestSegment = longestSegment ?? Self.longestUsefulSegment
    self.reducerCount = reducerCount
    grant = memory.map { MemoryGrant(of: $0) }
    allowance = max(Self.smallestAllowance, reducerCount * Self.smallestBytesPerReducer)
    scratch = .allocate(capacity: 1)
    scratch.initialize(to: ByteWriter(capacity: 256))
    buffers = .allocate(capacity: reducerCount)
    let nothing = UnsafeMutableRawPointer.allocate(byteCount: 1, alignment: 1)
    buffers.initialize(repeating: Buffer(start: nothing, position: nothing, end: nothing), count: reducerCount)
    empty = nothing
  }

  /// What buffers without room point to.
  private let empty: UnsafeMutableRawPointer

  /// The writer of a map task.
  @usableFromInline
  package convenience init(to output: any BlockOutput, for node: LineageNode, _ context: TaskContext) {
    self.init(to: output, reducerCount: context.partitionCount(of: node), memory: context.services.memory)
  }

  deinit {
    freeBuffers()
    buffers.deallocate()
    empty.deallocate()
    scratch.deinitialize(count: 1)
    scratch.deallocate()
  }

  /// The reducer that a key belongs to.
  @inlinable
  func reducer<Key: Hashable>(of key: Key, _ codec: AnyRecordCodec) throws -> Int {
    KeyHash.partition(try codec.stableHash(of: key, &scratch.pointee), of: reducerCount)
  }

  /// Room for the next record of a reducer, which the caller fills; valid until the next call.
  @inlinable
  func makeRoom(_ reducer: Int, byteCount: Int) throws -> UnsafeMutableRawPointer {
    let buffer = buffers + reducer
    if _slowPath(buffer.pointee.end - buffer.pointee.position < byteCount) { try enlarge(reducer, by: byteCount) }
    let room = buffer.pointee.position
    buffer.pointee.position = room + byteCount
    return room
  }

  /// Writes what is in `scratch` to a reducer.
  @usableFromInline
  func appendScratch(to reducer: Int) throws {
    let record = scratch.pointee.bytes
    guard let start = record.baseAddress else { return }
    try makeRoom(reducer, byteCount: record.count).copyMemory(from: start, byteCount: record.count)
  }

  /// Writes what has gathered.
  @usableFromInline
  package func finish() throws {
    try writeSegment()
    freeBuffers()
    _ = grant?.resize(to: 0)
  }

  @usableFromInline
  func enlarge(_ reducer: Int, by byteCount: Int) throws {
    let wanted = max(buffers[reducer].capacity * 2, buffers[reducer].count + byteCount, Self.firstBufferBytes)
    if capacity + wanted - buffers[reducer].capacity > allowance, !allow(wanted - buffers[reducer].capacity) {
      try endSegment()
      if buffers[reducer].capacity >= byteCount { return }
      // One record that is larger than all there is has to be written all the same.
      return resize(reducer, to: max(byteCount, Self.firstBufferBytes))
    }
    resize(reducer, to: wanted)
  }

  /// Takes more memory, if a longer segment pays and there is some.
  private func allow(_ missing: Int) -> Bool {
    guard let grant else {
      guard capacity + missing <= longestSegment else { return false }
      allowance = capacity + missing
      return true
    }
    let wanted = max(min(allowance * 2, longestSegment), capacity + missing)
    guard wanted <= longestSegment, grant.resize(to: wanted) else { return false }
    allowance = wanted
    return true
  }

  private func endSegment() throws {
    let used = try writeSegment()
    // Room that lies idle where the last records went would end the next segments too early.
    if used < capacity / 4 { freeBuffers() }
  }

  /// - Returns: how many bytes there were.
  @discardableResult
  private func writeSegment() throws -> Int {
    var used = 0
    for reducer in 0..<reducerCount {
      used += buffers[reducer].count
      try output.append(UnsafeRawBufferPointer(start: buffers[reducer].start, count: buffers[reducer].count))
      buffers[reducer].position = buffers[reducer].start
    }
    return used
  }

  private func resize(_ reducer: Int, to wanted: Int) {
    let old = buffers[reducer]
    let start = ByteBuffer.resize(old.capacity == 0 ? nil : old.start, to: wanted)
    buffers[reducer] = Buffer(start: start, position: start + old.count, end: start + wanted)
    capacity += wanted - old.capacity
  }

  private func freeBuffers() {
    for reducer in 0..<reducerCount where buffers[reducer].capacity > 0 {
      ByteBuffer.free(buffers[reducer].start)
      buffers[reducer] = Buffer(start: empty, position: empty, end: empty)
    }
    capacity = 0
  }
}
