import CroftProtocol
import Synchronization

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

/// What one task at a time may hold.
final class LimitedMemory: TaskMemory {
  let limitBytes: Int
  private(set) var usedBytes = 0
  init(bytes: Int) { limitBytes = bytes }

  func reserve(_ bytes: Int) -> Bool {
    guard bytes <= limitBytes - usedBytes else { return false }
    usedBytes += bytes
    return true
  }

  func release(_ bytes: Int) { usedBytes -= bytes }
}

/// Keeps what a driver would have on disk.
final class MemoryResults: ResultStore {
  private let state = Mutex(State())

  private struct State {
    /// Those that nobody has opened.
    var files: [String: KeptBlocks] = [:]
    var fileCount = 0
    var keptCount = 0
  }

  /// How many tasks have put their results in files.
  var fileCount: Int { state.withLock { $0.fileCount } }

  /// How many results that came in frames have been put aside.
  var keptCount: Int { state.withLock { $0.keptCount } }

  /// Takes a task's file and names it.
  func add(_ file: KeptBlocks) -> String {
    state.withLock { state in
      state.fileCount += 1
      state.files["result-\(state.fileCount)"] = file
      return "result-\(state.fileCount)"
    }
  }

  func open(_ name: String) throws -> any BlockInput & Sendable {
    guard let file = state.withLock({ $0.files.removeValue(forKey: name) }) else { throw MemoryFileMissing(path: name) }
    return file
  }

  func keep(_ bytes: UnsafeRawBufferPointer) -> any BlockInput & Sendable {
    state.withLock { $0.keptCount += 1 }
    return KeptBlocks([MemoryBlock(bytes)])
  }
}

/// Blocks that nobody adds to any more.
final class KeptBlocks: BlockInput, Sendable {
  private let blocks: [MemoryBlock]
  init(_ blocks: [MemoryBlock]) { self.blocks = blocks }
  var blockCount: Int { blocks.count }
  func block(_ index: Int) -> UnsafeRawBufferPointer { blocks[index].bytes }
}

final class MemoryResultFile: ResultFile {
  private var blocks: [MemoryBlock] = []
  private let commitFile: (KeptBlocks) -> String
  init(commit: @escaping (KeptBlocks) -> String) { commitFile = commit }
  var blockCount: Int { blocks.count }
  func append(_ block: UnsafeRawBufferPointer) { blocks.append(MemoryBlock(block)) }
  func commit() -> String { commitFile(KeptBlocks(blocks)) }
}
