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

  /// The range of one of `count` partitions that have about as many records each, as far as the indexes tell. Every
  /// task that asks gets the same bounds. A key is never split, however many records have it.
  ///
  /// The records of a stretch of chunks are taken to lie half at its first key, half at the next one: so a bound is off
  /// by half a stretch of each run at most.
  @inlinable
  init<Element>(of partition: Int, among count: Int, _ runs: [RunIndex], _ order: SortOrder<Element, Key>) throws {
    guard count > 1 else {
      self = .everything
      return
    }
    var keys = KeySamples<Key>(partitions: count)
    for run in runs {
      var before = 0
      try run.forEachEntry(order) { entry in
        keys.append(entry.key, weight: before + entry.records, bytes: entry.keyBytes)
        before = entry.records
      }
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
