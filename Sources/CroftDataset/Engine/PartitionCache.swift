package import CroftProtocol

/// What an executor keeps of persisted datasets: elements in its memory, or encoded ones in files of the scratch
/// directory.
package protocol PartitionCache: AnyObject {
  /// What is kept of a partition; nil if nothing is, or what was is damaged.
  func lookUp(_ partition: CachedPartitionID) throws -> StoredPartition?
  /// Makes the calling task the one that keeps a partition.
  ///
  /// - Parameter inMemoryOnly: whether it is kept in memory or not at all.
  /// - Returns: nil if another task of this executor is at it: then this one computes it for itself alone, so that no
  ///   partition is held twice, and no task waits for another. Nil, too, if it is known that there is no room.
  func claim(_ partition: CachedPartitionID, inMemoryOnly: Bool) -> (any PartitionClaim)?
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
package enum StoredPartition {
  case elements(any StoredElements)
  /// Encoded, in the order of the blocks.
  case file(any BlockInput)
}

/// The elements of one partition, whatever their type.
package protocol StoredElements: AnyObject, Sendable {
  /// Writes them to a file.
  func write(to output: any BlockOutput) throws
}

/// One task's right to keep one partition. What it holds and has not kept is given back when nobody has it any more.
package protocol PartitionClaim: AnyObject {
  /// Asks for so many bytes more of memory, if need be in place of other datasets' partitions that were used least
  /// recently; never in place of the same dataset's, which would drive out one another for ever.
  func reserve(_ bytes: Int) -> Bool
  /// Gives back all that was reserved.
  func releaseAll()
  /// Keeps the elements in the memory that was reserved.
  ///
  /// - Parameter movesToDisk: whether they are written to a file when the room is needed, instead of being dropped.
  func keep(_ elements: any StoredElements, movesToDisk: Bool)
  /// A new file for the partition; it counts from `commit` on.
  func createFile() throws -> any CacheFile
}

/// A file of encoded elements.
package protocol CacheFile: BlockOutput {
  /// Moves the file to its place. What was written can be read in any case, also when somebody has given up the dataset
  /// in the meantime.
  func commit() throws -> any BlockInput
}
