extension SortOrder {
  /// Merges runs, those that are earlier in the list first among equal keys.
  ///
  /// Memory has to hold a chunk of every run that is merged. Where it doesn't, as many neighbours as it allows become
  /// one run in a spill file first, until the rest can be merged at once: a cost of the bytes of those runs, written
  /// and read once more.
  @inlinable
  func merge(_ runs: [RunPart<Key>], _ context: TaskContext, _ sink: (Element) throws -> Void) throws {
    var runs = runs.filter { !$0.blocks.isEmpty }
    let memory = MergeMemory(context)
    let fanIn = memory.fanIn(of: runs)
    while runs.count > fanIn { runs = try mergedToFewer(runs, fanIn, context) }
    try mergeAtOnce(runs[...], context, sink)
  }

  @inlinable
  func mergeAtOnce(_ runs: ArraySlice<RunPart<Key>>, _ context: TaskContext, _ sink: (Element) throws -> Void) throws {
    let cursors = try runs.compactMap { try RunCursor($0, self, context) }
    try RunMerge(cursors, self).forEach(context, sink)
  }

  /// Goes through the runs once, merging up to `fanIn` neighbours at a time, until no more than `fanIn` are left or all
  /// have had their turn.
  @inlinable
  func mergedToFewer(_ runs: [RunPart<Key>], _ fanIn: Int, _ context: TaskContext) throws -> [RunPart<Key>] {
    let merged = try MergedRuns(context, like: runs)
    var done = 0
    while let count = MergedRuns.neighbours(of: runs.count - done, merged: merged.runCount, fanIn) {
      try mergeAtOnce(runs[done..<done + count], context) { element in
        try withUnsafePointer(to: element) { try records.element.encode(UnsafeRawPointer($0), &merged.chunk) }
        try merged.recordAppended()
      }
      try merged.endRun()
      done += count
    }
    return try merged.reopen() + runs[done...]
  }
}

/// What a merge holds of its task's memory, for as long as it goes on.
@usableFromInline
final class MergeMemory {
  private let grant: MemoryGrant

  /// A merge without any memory goes on all the same; with two runs at a time it would go through the disk twice as
  /// often.
  private static let fewestRuns = 4

  @usableFromInline
  init(_ context: TaskContext) { grant = MemoryGrant(context) }

  /// How many of some runs can be merged at once, and always a few. A third as much memory as they take is left to
  /// whatever the merged elements go into.
  @usableFromInline
  func fanIn<Key>(of runs: [RunPart<Key>]) -> Int {
    let runBytes = runs.reduce(0) { max($0, $1.mergeBytes) }
    var count = runs.count
    if !grant.resize(to: runBytes * count / 3 * 4) {
      count = 0
      while count < runs.count, grant.resize(to: runBytes * (count + 1) / 3 * 4) { count += 1 }
    }
    // Less than is held is never refused.
    _ = grant.resize(to: runBytes * count)
    return max(count, Self.fewestRuns)
  }
}
