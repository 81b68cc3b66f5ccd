import CroftDataset
import CroftLinux
import CroftProtocol
import Synchronization

/// Keeps a job's results on disk: those in files of their own are mapped, those that came in frames are gathered in
/// files without a name. What is held stays when the job's directory goes, and its room on the disk is free when it is
/// let go.
final class JobResultStore: ResultStore {
  private let paths: JobPaths
  private let state = Mutex(State())

  private struct State {
    var gathering: GatheredResults?
    var mappedCount = 0
  }

  /// A quarter of the mappings that the kernel lets a process have (vm.max_map_count is 65,530); what there is more is
  /// copied.
  private static let mostMapped = 16_384
  /// So that the room is given back in pieces while the results are read in their order.
  private static let gatheredBytes = 64 << 20

  init(_ paths: JobPaths) { self.paths = paths }

  func open(_ name: String) throws -> any BlockInput & Sendable {
    let file = try MappedResult(path: paths.result(named: name))
    let isMapped = state.withLock { state in
      state.mappedCount += 1
      return state.mappedCount <= Self.mostMapped
    }
    if isMapped { return file }
    return CopiedResult(try (0..<file.blockCount).map { try gather(file.block($0)) })
  }

  func keep(_ bytes: UnsafeRawBufferPointer) throws -> any BlockInput & Sendable { try gather(bytes) }

  private func gather(_ bytes: UnsafeRawBufferPointer) throws -> GatheredResult {
    try state.withLock { state in
      if state.gathering == nil || state.gathering!.byteCount >= Self.gatheredBytes {
        state.gathering = try GatheredResults(in: paths.directory)
      }
      return try state.gathering!.append(bytes)
    }
  }
}

/// A file of blocks, mapped for as long as it is held.
private final class MappedResult: BlockInput, Sendable {
  private let file: MappedFile
  private let index: BlockFileIndex

  init(path: String) throws {
    file = try MappedFile(path: path)
    index = try BlockFileIndex(file.bytes)
  }

  var blockCount: Int { index.blockCount }
  func block(_ number: Int) throws -> UnsafeRawBufferPointer { try index.block(number) }
}

/// Results one after another in a file without a name.
private final class GatheredResults: Sendable {
  private let descriptor: FileDescriptor
  private let written = Mutex(0)

  init(in directory: String) throws { descriptor = try FileDescriptor.openUnnamed(in: directory) }

  var byteCount: Int { written.withLock { $0 } }

  func append(_ bytes: UnsafeRawBufferPointer) throws -> GatheredResult {
    try written.withLock { written in
      let offset = written
      try descriptor.writeAll(bytes)
      written += bytes.count
      return GatheredResult(self, offset: offset, count: bytes.count)
    }
  }

  /// All that has been written so far.
  func map() throws -> MappedFile { try MappedFile(descriptor: descriptor, name: "a file of gathered results") }
}

/// One of them, mapped with the others of its file when it is asked for.
private final class GatheredResult: BlockInput, Sendable {
  private let file: GatheredResults
  private let offset: Int
  private let count: Int
  private let mapping = Mutex<MappedFile?>(nil)

  init(_ file: GatheredResults, offset: Int, count: Int) {
    self.file = file
    self.offset = offset
    self.count = count
  }

  var blockCount: Int { 1 }

  func block(_ number: Int) throws -> UnsafeRawBufferPointer {
    let mapped = try mapping.withLock { mapping in
      let mapped = try mapping ?? file.map()
      mapping = mapped
      return mapped
    }
    return UnsafeRawBufferPointer(rebasing: mapped.bytes[offset..<offset + count])
  }
}

/// The blocks of a file that was copied.
private final class CopiedResult: BlockInput, Sendable {
  private let blocks: [GatheredResult]
  init(_ blocks: [GatheredResult]) { self.blocks = blocks }
  var blockCount: Int { blocks.count }
  func block(_ number: Int) throws -> UnsafeRawBufferPointer { try blocks[number].block(0) }
}
