package import CroftProtocol

/// What an executor keeps of persisted datasets: elements in its memory, or encoded ones in files of the scratch
/// directory.
package protocol PartitionCache: AnyObject {
  /// What is kept of a partition; nil if nothing is, or what was is damaged.
  func lookUp(_ partition: CachedPartitionID) throws -> KeptPartition?
  /// Keeps a partition's elements, as `[Element]`, if there is room, perhaps in place of others.
  ///
  /// - Parameters:
  ///   - bytes: what they take in memory, about.
  ///   - encode: writes them to a file in blocks; for when they are moved to disk later. Nil if they may be dropped.
  /// - Returns: whether they are kept.
  func keep(
    _ elements: any Sendable, as partition: CachedPartitionID, bytes: Int,
    encode: (@Sendable (any BlockOutput) throws -> Void)?
  ) -> Bool
  /// A new file for a partition; it counts from `commit` on.
  func createFile(for partition: CachedPartitionID) throws -> any CacheFile
}

/// A partition of a persisted dataset.
package struct CachedPartitionID: Hashable, Sendable {
  package let dataset: CacheID
  package let partition: Int

  package init(dataset: CacheID, partition: Int) {
    self.dataset = dataset
    self.partition = partition
  }
}

/// A persisted partition, wherever it is kept.
package enum KeptPartition {
  /// As `[Element]`.
  case elements(any Sendable)
  /// Encoded, in the order of the blocks.
  case file(any BlockInput)
}

/// A file of encoded elements.
package protocol CacheFile: BlockOutput {
  func commit() throws
}
