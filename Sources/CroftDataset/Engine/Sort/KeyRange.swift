/// The keys of one partition of a sorted dataset: from one on, up to another that belongs to the next.
@usableFromInline
struct KeyRange<Key> {
  /// Nil: from the first key on.
  @usableFromInline let lower: SampledKey<Key>?
  /// Nil: up to the last.
  @usableFromInline let upper: SampledKey<Key>?

  @usableFromInline
  init(lower: SampledKey<Key>?, upper: SampledKey<Key>?) {
    self.lower = lower
    self.upper = upper
  }

  @usableFromInline static var everything: KeyRange { KeyRange(lower: nil, upper: nil) }

  /// The range of one of `count` partitions that have about as many records each, as far as the samples of all map
  /// tasks tell. Every task that asks gets the same bounds, and gets them again when it or a map task has to run again.
  /// A key is never split, however many records have it.
  @inlinable
  init<Element>(of partition: Int, among count: Int, _ outputs: [RunFile], _ order: SortOrder<Element, Key>) throws {
    guard count > 1 else {
      self = .everything
      return
    }
    var keys = KeySamples<Key>(partitions: count)
    for output in outputs {
      try output.forEachSample(order) { key, weight, bytes in keys.append(key, weight: weight, bytes: bytes) }
    }
    let samples = try keys.samples.sorted { try $0.key.comesFirst(before: $1.key, order) }
    let total = samples.reduce(0) { $0 + $1.weight }
    var bounds: [SampledKey<Key>?] = [nil, nil]
    var weight = 0
    var next = 0
    for sample in samples {
      // The bound before partition p is the first key that p of count shares of all records come before.
      weight += sample.weight
      while next < 2, weight > Self.share(partition + next, of: total, count) {
        bounds[next] = sample.key
        next += 1
      }
    }
    self.init(lower: partition == 0 ? nil : bounds[0], upper: partition == count - 1 ? nil : bounds[1])
  }

  @usableFromInline
  static func share(_ part: Int, of total: Int, _ count: Int) -> Int {
    let product = total.multipliedFullWidth(by: part)
    return count.dividingFullWidth(product).quotient
  }
}
