import CroftDataset
import CroftLinux
import CroftProtocol
import Glibc

/// A persisted partition in a file, mapped for as long as it is held. A file that turns out to be damaged is removed,
/// so that the partition is computed again.
final class CachedPartitionFile: BlockInput {
  private let file: BlockFileInput
  private let path: String
  private let partition: CachedPartitionID
  private let cache: ExecutorCache

  private init(
    _ file: BlockFileInput, _ path: String, _ partition: CachedPartitionID, _ cache: ExecutorCache
  ) {
    self.file = file
    self.path = path
    self.partition = partition
    self.cache = cache
  }

  /// - Returns: nil if there is no whole file.
  static func open(
    _ path: String, of partition: CachedPartitionID, in cache: ExecutorCache
  ) throws -> CachedPartitionFile? {
    do {
      return CachedPartitionFile(try BlockFileInput(path: path), path, partition, cache)
    } catch let error as SystemError where error.errno == ENOENT {
      return nil
    } catch is DamagedBlocks {
      discard(path, partition, cache)
      return nil
    }
  }

  var blockCount: Int { file.blockCount }

  /// - Throws: a failure that has the task run again, without this file.
  func block(_ index: Int) throws -> UnsafeRawBufferPointer {
    do {
      return try file.block(index)
    } catch let error as DamagedBlocks {
      Self.discard(path, partition, cache)
      throw TaskFailure(
        kind: .environment, errorType: String(reflecting: DamagedBlocks.self),
        message: """
          the kept partition at \(path) is damaged: \(error). The file is removed, and the partition will be computed \
          again
          """)
    }
  }

  private static func discard(
    _ path: String, _ partition: CachedPartitionID, _ cache: ExecutorCache
  ) {
    try? FileSystem.removeFile(path)
    cache.noteFile(of: partition, isThere: false)
  }
}
