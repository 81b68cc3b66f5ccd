import CroftDataset
import CroftLinux
import CroftProtocol
import Synchronization

@testable import CroftExecutor

/// Elements of which the test sees whether somebody holds them, and whether they were written.
final class TrialElements: StoredElements {
  private let bytes: [UInt8]

  init(_ bytes: [UInt8] = []) { self.bytes = bytes }

  func write(to output: any BlockOutput) throws {
    try bytes.withUnsafeBytes { try output.append($0) }
  }
}

extension CacheID {
  static func trial(_ dataset: UInt8) -> CacheID {
    [dataset].withUnsafeBytes { CacheID(hashing: $0) }
  }
}

extension CachedPartitionID {
  static func trial(_ partition: Int, of dataset: UInt8 = 1) -> CachedPartitionID {
    CachedPartitionID(dataset: .trial(dataset), partition: partition)
  }
}

/// A cache with a scratch directory, and what it reported.
final class CacheTrial {
  let resources: ExecutorResources
  let cache: TaskCache
  let paths: ScratchPaths
  let scratch: String
  private let changes: Reports

  private final class Reports: Sendable {
    let all = Mutex<[CacheChange]>([])
  }

  /// - Parameter body: gets a cache in a directory that is removed afterwards.
  static func with(budgetBytes: Int = 1000, _ body: (CacheTrial) throws -> Void) throws {
    let scratch = try FileSystem.temporaryDirectory(prefix: "croft-cache-test-")
    defer { try? FileSystem.removeTree(scratch) }
    try body(CacheTrial(scratch: scratch, budgetBytes: budgetBytes))
  }

  init(scratch: String, budgetBytes: Int = 1000) {
    let changes = Reports()
    self.changes = changes
    resources = ExecutorResources(slots: 2, budgetBytes: budgetBytes, commands: .forTests) { new in
      changes.all.withLock { $0 += new }
    }
    self.scratch = scratch
    paths = ScratchPaths(root: scratch)
    cache = TaskCache(resources.cache, paths)
  }

  var reported: [CacheChange] { changes.all.withLock { $0 } }

  func path(_ partition: CachedPartitionID) -> String {
    paths.cachedPartition(partition.dataset, partition.partition)
  }

  /// Keeps elements as a task would; false when there is no room.
  func keep(
    _ partition: CachedPartitionID, bytes: Int, contents: [UInt8] = [], movesToDisk: Bool = false
  ) -> Bool {
    guard let claim = cache.claim(partition, inMemoryOnly: !movesToDisk), claim.reserve(bytes)
    else { return false }
    claim.keep(TrialElements(contents), movesToDisk: movesToDisk)
    return true
  }

  /// The bytes of a partition's first block; nil if it is not on disk.
  func onDisk(_ partition: CachedPartitionID) throws -> [UInt8]? {
    guard case .file(let file) = try cache.lookUp(partition) else { return nil }
    return [UInt8](try file.block(0))
  }

  func isInMemory(_ partition: CachedPartitionID) -> Bool {
    resources.cache.elements(of: partition) != nil
  }

  func writeFile(of partition: CachedPartitionID, _ contents: [UInt8]) throws {
    guard let claim = cache.claim(partition, inMemoryOnly: false) else {
      throw MalformedBytes("\(partition) is claimed")
    }
    let file = try claim.createFile()
    try contents.withUnsafeBytes { try file.append($0) }
    _ = try file.commit()
  }
}
