public import CroftProtocol

/// Elements that wait, in their order: encoded, in memory as far as there is room for them and in a file beyond.
///
/// Written once, then read as often as one likes. Belongs to one task's thread; gives its memory back when it goes.
@usableFromInline
struct ElementSpool<Element> {
  @usableFromInline let codec: AnyRecordCodec
  @usableFromInline let bytes: ByteSpool

  @inlinable
  init(_ codec: AnyRecordCodec, in context: TaskContext) {
    self.codec = codec
    self.bytes = ByteSpool(context)
  }

  /// How many elements there are.
  @inlinable var count: Int { bytes.elementCount }

  @inlinable
  func append(_ element: Element) throws {
    try withUnsafePointer(to: element) { try codec.encode(UnsafeRawPointer($0), &bytes.open) }
    try bytes.elementAppended()
  }

  /// The elements from the first on. Nothing may be appended any more.
  @inlinable
  func makeReader() throws -> ElementSpoolReader<Element> {
    ElementSpoolReader(codec: codec, blocks: try bytes.finish())
  }
}

/// Goes through a spool once.
@usableFromInline
struct ElementSpoolReader<Element> {
  @usableFromInline let codec: AnyRecordCodec
  @usableFromInline let blocks: SpooledBlocks
  @usableFromInline var nextBlock = 0
  @usableFromInline var reader = ByteReader(UnsafeRawBufferPointer(start: nil, count: 0))

  @inlinable
  init(codec: AnyRecordCodec, blocks: SpooledBlocks) {
    self.codec = codec
    self.blocks = blocks
  }

  /// The next element; nil after the last one. Texts are views of the spool's bytes, and keep them.
  @inlinable
  mutating func next() throws -> Element? {
    while reader.isAtEnd {
      guard nextBlock < blocks.count else { return nil }
      reader = try blocks.reader(nextBlock)
      nextBlock += 1
    }
    return try withUnsafeTemporaryAllocation(of: Element.self, capacity: 1) { room in
      try codec.decode(&reader, UnsafeMutableRawPointer(room.baseAddress!))
      return room.moveElement(from: 0)
    }
  }
}

/// The bytes of a spool, in chunks.
@usableFromInline
final class ByteSpool {
  @usableFromInline var open = ByteWriter(capacity: 0)
  @usableFromInline private(set) var elementCount = 0
  private let context: TaskContext
  private let memory: any TaskMemory
  private var chunks: [SpoolChunk] = []
  private var reserved = 0
  private var file: (any SpillFile)?
  private var finished: SpooledBlocks?

  /// Large enough that a write to the file is a large one, small enough to be held where there is no room.
  private static let chunkBytes = 256 << 10

  @usableFromInline
  init(_ context: TaskContext) {
    self.context = context
    self.memory = context.services.memory
  }

  deinit { memory.release(reserved) }

  /// Puts what has gathered away when it is enough for a chunk. Elements are not cut.
  @usableFromInline
  func elementAppended() throws {
    elementCount += 1
    guard open.count >= Self.chunkBytes else { return }
    let size = open.count
    if file == nil, memory.reserve(size) {
      reserved += size
      chunks.append(takeOpen())
    } else {
      try spill()
    }
  }

  /// Ends the writing. What is still open stays in memory.
  @usableFromInline
  func finish() throws -> SpooledBlocks {
    if let finished { return finished }
    let blocks = SpooledBlocks(file: try file?.reopen(), chunks: chunks + [takeOpen()])
    finished = blocks
    return blocks
  }

  private func takeOpen() -> SpoolChunk {
    var bytes = ByteWriter(capacity: 0)
    swap(&bytes, &open)
    return SpoolChunk(bytes)
  }

  private func spill() throws {
    let file = try file ?? context.services.createSpill()
    self.file = file
    for chunk in chunks { try append(chunk.bytes, to: file) }
    chunks = []
    memory.release(reserved)
    reserved = 0
    try append(open.bytes, to: file)
    open.removeAll()
  }

  private func append(_ bytes: UnsafeRawBufferPointer, to file: any SpillFile) throws {
    try file.append(bytes)
    context.metrics.spilledBytes += UInt64(bytes.count)
  }
}

/// Bytes that a spool holds in memory, and that texts may point into.
private final class SpoolChunk {
  private let writer: ByteWriter
  var bytes: UnsafeRawBufferPointer { writer.bytes }
  init(_ writer: consuming ByteWriter) { self.writer = writer }
}

/// What was written to a spool: first what lies in the file, then what is in memory.
@usableFromInline
struct SpooledBlocks {
  private let file: (any BlockInput)?
  private let chunks: [SpoolChunk]

  fileprivate init(file: (any BlockInput)?, chunks: [SpoolChunk]) {
    self.file = file
    self.chunks = chunks
  }

  private var fileCount: Int { file?.blockCount ?? 0 }
  @usableFromInline var count: Int { fileCount + chunks.count }

  @usableFromInline
  func reader(_ index: Int) throws -> ByteReader {
    if let file, index < fileCount { return ByteReader(try file.block(index), owner: file) }
    let chunk = chunks[index - fileCount]
    return ByteReader(chunk.bytes, owner: chunk)
  }
}
