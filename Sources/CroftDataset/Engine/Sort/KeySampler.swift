public import CroftProtocol

/// Draws keys from the input of a map task of a sort, for the tasks that read to find the bounds between them.
///
/// Which records are drawn depends on their places in the input and on nothing else: not on where runs are cut, which
/// is a matter of memory. So a map task that runs again, perhaps with less of it, gives the same sample, and the
/// bounds stay where they are.
///
/// Of each stretch of so many records one is drawn. When the sample is full, stretches are joined in pairs, and one key
/// of each two is drawn to stay.
@usableFromInline
struct KeySampler {
  private var keys: [[UInt8]] = []
  private var keyBytes = 0
  /// How many records a stretch has: a power of two.
  private var interval = 1
  /// How many records have gone by.
  private var recordCount = 0
  /// The place of the next one to take.
  private var next = 0
  private var random: SplitMix64

  private let mostKeys: Int
  private let mostBytes: Int
  private let fewestKeys: Int

  /// So many keys from all map tasks make the sizes of partitions vary by less than 5 %...
  private static let keysPerPartition = 512
  /// ...but every task that reads has to read them all: of many partitions, so many in all, if that is not too few.
  private static let mostKeysOverall = 16 << 10
  /// Spark takes 60 (RangePartitioner's samplePointsPerPartitionHint and its factor of three).
  private static let fewestKeysPerPartition = 64
  /// A sample that was full a moment ago is half as large, and some map tasks may have far more records than others: so
  /// each may give twice its share, and a few hundred keys in any case.
  private static let mostShares = 2
  private static let mostKeysOfSmallShare = 256

  /// The sample is not asked of the task's memory, and so has to be little beside what a process may have for itself...
  private static let mostBytesOfTask = 256 << 10
  private static let leastBytesOfTask = 16 << 10
  /// ...and beside what a task that reads has for itself, which meets those of all map tasks.
  private static let mostBytesOverall = 8 << 20
  /// However long keys are: fewer would leave the bounds to chance.
  private static let fewestLongKeysPerPartition = 32
  private static let fewestLongKeys = 16

  /// - Parameters:
  ///   - partitions: how many the sort has.
  ///   - maps: how many map tasks there are.
  ///   - map: which of them this one is.
  init(partitions: Int, maps: Int, map: Int) {
    let maps = max(1, maps)
    let overall = max(
      min(Self.keysPerPartition * partitions, Self.mostKeysOverall), Self.fewestKeysPerPartition * partitions)
    mostKeys = max(Self.mostShares * overall / maps, Self.mostKeysOfSmallShare)
    mostBytes = min(Self.mostBytesOfTask, max(Self.leastBytesOfTask, Self.mostBytesOverall / maps))
    fewestKeys = max(Self.fewestLongKeys, Self.fewestLongKeysPerPartition * partitions / maps)
    random = SplitMix64(seed: 0, stream: map)
    // A single partition has no bounds.
    if partitions == 1 { next = .max }
  }

  /// Draws from the records that come next in the input.
  ///
  /// - Parameters:
  ///   - count: how many there are.
  ///   - writeKey: encodes the key of one of them, by its place among them.
  @usableFromInline
  mutating func draw(fromNext count: Int, writeKey: (Int, inout ByteWriter) throws -> Void) rethrows {
    var key = ByteWriter()
    while next - recordCount < count {
      key.removeAll()
      try writeKey(next - recordCount, &key)
      keys.append(key.copy())
      keyBytes += key.count
      if isFull { thinOut() }
      next = keys.count * interval + Int(random.next() & UInt64(interval - 1))
    }
    recordCount += count
  }

  /// The sample: the number of records that each key stands for, then the keys.
  func encoded() -> ByteWriter {
    var sample = ByteWriter(capacity: keyBytes + 10)
    sample.appendVariable(interval)
    for key in keys { sample.append(key) }
    return sample
  }

  private var isFull: Bool {
    guard keys.count.isMultiple(of: 2) else { return false }
    return keys.count >= mostKeys || (keyBytes > mostBytes && keys.count >= 2 * fewestKeys)
  }

  private mutating func thinOut() {
    keys = stride(from: 0, to: keys.count, by: 2).map { keys[$0 + Int(random.next() & 1)] }
    keyBytes = keys.reduce(0) { $0 + $1.count }
    interval *= 2
  }
}
