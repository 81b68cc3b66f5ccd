/// Keys from the indexes of many runs that together tell how records lie, each with a weight: about the number of
/// records that it stands for.
///
/// There are never more than fit in a bounded room: then every second one goes, its weight to the next one. What is
/// kept depends on the indexes alone, so that every task keeps the same.
@usableFromInline
struct KeySamples<Key> {
  @usableFromInline
  typealias Sample = (key: SampledKey<Key>, weight: Int, bytes: Int)

  @usableFromInline private(set) var samples: [Sample] = []
  private let fewest: Int
  private var bytes = 0
  /// One key in so many is kept.
  private var interval = 1
  private var (waitingCount, waitingWeight) = (0, 0)

  /// Enough for tens of thousands of short keys. It is not asked of the task's memory, and so has to be little beside
  /// what a process may have for itself.
  private static var mostBytes: Int { 2 << 20 }
  /// However long keys are. Where runs are so short that each gives only one or two, sizes of partitions vary by the
  /// root of this: by a sixth.
  private static var fewestPerPartition: Int { 32 }

  @usableFromInline
  init(partitions: Int) { fewest = Self.fewestPerPartition * partitions }

  @usableFromInline
  mutating func append(_ key: SampledKey<Key>, weight: Int, bytes keyBytes: Int) {
    waitingCount += 1
    waitingWeight += weight
    guard waitingCount == interval else { return }
    let sampleBytes = keyBytes + MemoryLayout<Sample>.stride
    samples.append((key, waitingWeight, sampleBytes))
    (waitingCount, waitingWeight) = (0, 0)
    bytes += sampleBytes
    if bytes > Self.mostBytes, samples.count > 2 * fewest { thinOut() }
  }

  private mutating func thinOut() {
    var kept: [Sample] = []
    kept.reserveCapacity(samples.count / 2 + 1)
    bytes = 0
    for pair in stride(from: 1, to: samples.count, by: 2) {
      var sample = samples[pair]
      sample.weight += samples[pair - 1].weight
      bytes += sample.bytes
      kept.append(sample)
    }
    if samples.count % 2 == 1, let last = samples.last {
      (waitingCount, waitingWeight) = (interval, last.weight)
    }
    samples = kept
    interval *= 2
  }
}
