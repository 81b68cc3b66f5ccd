import CroftProtocol
import Synchronization

/// Where a persisted dataset is kept.
public enum StorageLevel: String, Sendable, Codable, CaseIterable {
  /// In the memory of the executor that computed it, as elements; what doesn't fit is computed again.
  case memory
  /// In memory; what doesn't fit goes to a file in the application's scratch directory.
  case memoryAndDisk
  /// In files of the application's scratch directory, which every executor reads.
  case disk
}

/// That a dataset's partitions are kept, where, and for how long.
package struct Persistence: Sendable {
  package let level: StorageLevel
  /// What tells the dataset from every other one of the application; set while the lineage is built.
  package let identity: PersistedIdentity

  package init(level: StorageLevel, identity: PersistedIdentity) {
    self.level = level
    self.identity = identity
  }
}

/// By what a persisted dataset is found again.
///
/// One that is made inside a dataset definition belongs to that definition: the same value makes the same elements in
/// every job. But the definition is complete only after the operators of its body, so the identity is filled in then,
/// once; the innermost definition comes first and counts.
package final class PersistedIdentity: Sendable {
  /// A definition, and the place of the persisted operator in it.
  private final class Place: Sendable {
    let definition: DefinitionIdentity
    let position: Int

    init(_ definition: DefinitionIdentity, _ position: Int) {
      self.definition = definition
      self.position = position
    }
  }

  private let place = AtomicLazyReference<Place>()

  package init() {}

  /// The definition that the dataset belongs to; nil if its partitions are kept for one job alone.
  package var definition: DefinitionIdentity? { place.load()?.definition }

  /// - Parameter position: tells apart what is persisted in one definition.
  func belong(to definition: DefinitionIdentity, at position: Int) {
    _ = place.storeIfNil(Place(definition, position))
  }

  /// The name of the dataset's partitions in every process.
  ///
  /// - Parameters:
  ///   - index: the operator's place in the job's lineage.
  ///   - partitionCount: a dataset that is cut in another way is another one.
  func cacheID(job: JobID, index: Int, partitionCount: Int) -> CacheID {
    var writer = ByteWriter()
    if let place = place.load() {
      writer.append(UInt8(1))
      writer.appendCounted(place.definition.bytes)
      writer.appendVariable(place.position)
    } else {
      writer.append(UInt8(0))
      writer.append(job.rawValue)
      writer.appendVariable(index)
    }
    writer.appendVariable(partitionCount)
    return CacheID(hashing: writer.bytes)
  }
}
