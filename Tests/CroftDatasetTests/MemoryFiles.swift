import CroftProtocol

@testable import CroftDataset

/// Bytes that stay where they are.
final class MemoryBlock: Sendable {
  nonisolated(unsafe) let bytes: UnsafeRawBufferPointer  // Written once, before anybody else can see it.

  init(_ source: some Collection<UInt8>) {
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: max(source.count, 1), alignment: 1)
    room.copyBytes(from: source)
    self.bytes = UnsafeRawBufferPointer(start: room.baseAddress, count: source.count)
  }

  deinit { bytes.deallocate() }
}

final class MemoryOutput: TaskOutputFile {
  private let store: ([UInt8]) -> Void

  init(store: @escaping ([UInt8]) -> Void) { self.store = store }
  func write(_ bytes: UnsafeRawBufferPointer) { store(Array(bytes)) }
  func close() -> String { "" }
}

struct MemoryFileMissing: Error, Equatable {
  let path: String
}

/// A file of blocks.
///
/// Unchecked: a machine runs one task after another on one thread.
final class MemoryBlocks: SpillFile, BlockInput, @unchecked Sendable {
  private var blocks: [MemoryBlock] = []
  var blockCount: Int { blocks.count }
  func append(_ block: UnsafeRawBufferPointer) { blocks.append(MemoryBlock(block)) }
  func block(_ index: Int) -> UnsafeRawBufferPointer { blocks[index].bytes }
  func reopen() -> any BlockInput { self }
}

struct MemoryMapOutputs: MapOutputReader {
  let outputs: [MemoryBlocks]
  var count: Int { outputs.count }
  func open(_ map: Int) -> any BlockInput { outputs[map] }
}

/// A task's share that no other task touches.
final class LimitedMemory: TaskMemory {
  private var free: Int
  init(bytes: Int) { free = bytes }

  func reserve(_ bytes: Int) -> Bool {
    guard bytes <= free else { return false }
    free -= bytes
    return true
  }

  func release(_ bytes: Int) { free += bytes }
}

/// Keeps every partition for ever.
final class MemoryCache: PartitionCache {
  private var kept: [CachedPartitionID: any Sendable] = [:]
  private var files: [CachedPartitionID: MemoryCacheFile] = [:]

  func lookUp(_ partition: CachedPartitionID) -> KeptPartition? {
    kept[partition].map { .elements($0) } ?? files[partition].map { .file($0.blocks) }
  }

  func keep(
    _ elements: any Sendable, as partition: CachedPartitionID, bytes: Int,
    encode: (@Sendable (any BlockOutput) throws -> Void)?
  ) -> Bool {
    kept[partition] = elements
    return true
  }

  func createFile(for partition: CachedPartitionID) -> any CacheFile {
    MemoryCacheFile { self.files[partition] = $0 }
  }
}

final class MemoryCacheFile: CacheFile {
  let blocks = MemoryBlocks()
  private let commitFile: (MemoryCacheFile) -> Void
  init(commit: @escaping (MemoryCacheFile) -> Void) { commitFile = commit }
  var blockCount: Int { blocks.blockCount }
  func append(_ block: UnsafeRawBufferPointer) { blocks.append(block) }
  func commit() { commitFile(self) }
}
