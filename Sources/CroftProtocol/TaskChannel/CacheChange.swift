/// Which dataset a persisted partition belongs to: a hash of what makes it. The same in every process of an application
/// and in every job.
package struct CacheID: Hashable, Sendable, CustomStringConvertible {
  package let high: UInt64
  package let low: UInt64

  /// - Parameter identity: the bytes that tell this dataset from every other one.
  package init(hashing identity: UnsafeRawBufferPointer) {
    high = StableHash.hash(identity)
    // A second, independent hash: of the same bytes from another start.
    low = StableHash.hash(high ^ StableHash.hash(UnsafeRawBufferPointer(rebasing: identity.dropFirst(1))))
  }

  package var description: String {
    [high, low].map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  static let encodedBytes = 16

  func encode(into writer: inout ByteWriter) {
    writer.append(high)
    writer.append(low)
  }

  init(from reader: inout ByteReader) throws {
    high = try reader.read(UInt64.self)
    low = try reader.read(UInt64.self)
  }
}

/// What became of one partition of a persisted dataset in one executor.
package struct CacheChange: Hashable, Sendable {
  package enum Place: UInt8, Sendable {
    /// In this executor's memory: only it can read it.
    case memory = 1
    /// In a file of the application's scratch directory: every executor can.
    case disk = 2
    /// Evicted, or found damaged.
    case nowhere = 3
  }

  package var dataset: CacheID
  package var partition: UInt32
  package var place: Place

  package init(dataset: CacheID, partition: UInt32, place: Place) {
    self.dataset = dataset
    self.partition = partition
    self.place = place
  }

  static let encodedBytes = CacheID.encodedBytes + 5

  func encode(into writer: inout ByteWriter) {
    dataset.encode(into: &writer)
    writer.append(partition)
    writer.append(place.rawValue)
  }

  init(from reader: inout ByteReader) throws {
    dataset = try CacheID(from: &reader)
    partition = try reader.read(UInt32.self)
    let tag = try reader.read(UInt8.self)
    guard let place = Place(rawValue: tag) else {
      throw MalformedBytes("no place of a cached partition has tag \(tag)")
    }
    self.place = place
  }
}
