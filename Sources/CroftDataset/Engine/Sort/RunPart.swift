/// The part of a run that belongs to a range of keys: what there is to know before any of it is read.
///
/// Keys are compared with the bounds only in the first and the last of its stretches. Where a run is cut depends on
/// nothing but the run and the bound, so the tasks on both sides of a bound agree on it.
@usableFromInline
struct RunPart<Key> {
  @usableFromInline let file: RunFile
  /// The blocks that may hold records of the range.
  @usableFromInline let blocks: Range<Int>
  @usableFromInline let lower: SampledKey<Key>?
  @usableFromInline let upper: SampledKey<Key>?
  /// Where the first stretch ends: from this block on no record comes before the range.
  @usableFromInline let lowerCut: Int
  /// Where the last stretch begins: before this block no record comes after the range.
  @usableFromInline let upperCut: Int
  let largestChunkBytes: Int
  let largestRecordBytes: Int

  /// What it takes to merge it: a chunk, and a record and its key outside of that.
  var mergeBytes: Int { largestChunkBytes + 2 * largestRecordBytes }

  @usableFromInline
  init(of run: RunIndex, _ range: KeyRange<Key>, lower: RunCut<Key>, upper: RunCut<Key>) {
    file = run.file
    largestChunkBytes = run.largestChunkBytes
    largestRecordBytes = run.largestRecordBytes
    (self.lower, self.upper) = (range.lower, range.upper)
    lowerCut = range.lower == nil ? run.blocks.lowerBound : lower.end
    upperCut = range.upper == nil ? run.blocks.upperBound : upper.stretchStart
    let end = range.upper == nil ? run.blocks.upperBound : upper.end
    blocks = min(lower.stretchStart, end)..<end
  }

  @inlinable
  init<Element>(of run: RunIndex, _ range: KeyRange<Key>, _ order: SortOrder<Element, Key>) throws {
    var lower = RunCut(of: run, at: range.lower)
    var upper = RunCut(of: run, at: range.upper)
    if range.lower != nil || range.upper != nil {
      try run.forEachEntry(order) { entry in
        try lower.meet(entry, order)
        try upper.meet(entry, order)
      }
    }
    self.init(of: run, range, lower: lower, upper: upper)
  }

  /// A whole run.
  @usableFromInline
  init(wholeOf run: RunIndex) {
    let none = RunCut<Key>(of: run, at: nil)
    self.init(of: run, .everything, lower: none, upper: none)
  }
}

/// Finds where a bound cuts a run, from the entries of the run's index.
@usableFromInline
struct RunCut<Key> {
  @usableFromInline let bound: SampledKey<Key>?
  /// From which block on records have to be compared with the bound; all before come before it.
  @usableFromInline var stretchStart: Int
  /// From which block on none comes before the bound.
  @usableFromInline var end: Int
  @usableFromInline var isFound: Bool

  @usableFromInline
  init(of run: RunIndex, at bound: SampledKey<Key>?) {
    self.bound = bound
    (stretchStart, end) = (run.blocks.lowerBound, run.blocks.lowerBound)
    isFound = bound == nil
  }

  @inlinable
  mutating func meet<Element>(_ entry: RunIndex.Entry<Key>, _ order: SortOrder<Element, Key>) throws {
    guard !isFound, let bound else { return }
    end = entry.block
    if try entry.key.comesFirst(before: bound, order) { stretchStart = end } else { isFound = true }
  }
}
