/// Keys from the samples of many map tasks that together tell how records lie, each with a weight: about the number of
/// records that it stands for.
///
/// There are never more than fit in a bounded room: then one of each two goes, its weight to the other one. What is
/// kept depends on the samples alone, so that every task keeps the same.
@usableFromInline
struct KeySamples<Key> {
  @usableFromInline
  typealias Sample = (key: SampledKey<Key>, weight: Int, bytes: Int)

  @usableFromInline private(set) var samples: [Sample] = []
  private let fewest: Int
  private var bytes = 0
  /// One key of so many is kept.
  private var interval = 1
  private var waitingCount = 0
  /// The key that is kept of those that wait, if it stays at them, with the weight of all.
  private var waiting: Sample?
  private var random = SplitMix64(seed: 0)

  /// Enough for tens of thousands of short keys. It is not asked of the task's memory, and so has to be little beside
  /// what a process may have for itself.
  private static var mostBytes: Int { 2 << 20 }
  /// However long keys are. The sizes of partitions vary by the root of this: by a sixth.
  private static var fewestPerPartition: Int { 32 }

  @usableFromInline
  init(partitions: Int) { fewest = Self.fewestPerPartition * partitions }

  @usableFromInline
  mutating func append(_ key: SampledKey<Key>, weight: Int, bytes keyBytes: Int) {
    let sample: Sample = (key, weight, keyBytes + MemoryLayout<Sample>.stride)
    let kept = waiting.map { oneOf($0, sample) } ?? sample
    waitingCount += 1
    guard waitingCount == interval else {
      waiting = kept
      return
    }
    (waitingCount, waiting) = (0, nil)
    samples.append(kept)
    bytes += kept.bytes
    if bytes > Self.mostBytes, samples.count > 2 * fewest { thinOut() }
  }

  private mutating func thinOut() {
    var kept: [Sample] = []
    kept.reserveCapacity(samples.count / 2 + 1)
    for pair in stride(from: 1, to: samples.count, by: 2) { kept.append(oneOf(samples[pair - 1], samples[pair])) }
    if samples.count % 2 == 1, let last = samples.last { (waitingCount, waiting) = (interval, last) }
    bytes = kept.reduce(0) { $0 + $1.bytes }
    samples = kept
    interval *= 2
  }

  /// Draws one by its weight, and gives it that of both.
  private mutating func oneOf(_ a: Sample, _ b: Sample) -> Sample {
    let weight = a.weight + b.weight
    let kept = random.next(upperBound: UInt64(weight)) < UInt64(a.weight) ? a : b
    return (kept.key, weight, kept.bytes)
  }
}
