/// Something with its place in an order that has to be found again.
@usableFromInline
typealias Ranked<Value> = (value: Value, rank: Int)

/// Brings what leaves the buckets of a spilled operator back into the order in which it would have left a table in
/// memory.
///
/// What a bucket gives comes by ascending ranks, so it is a run on disk; then all runs are merged. So an operator hands
/// on the same sequence however little memory an attempt happens to have. A rank belongs to one run. Cost: each element
/// is written and read once more, in time of the number of runs' logarithm; a few hundred bytes for each run.
@usableFromInline
final class RankedRuns<Element> {
  @usableFromInline let records = PairRecords<Int, Element>()
  /// Writes the run that has been begun.
  @usableFromInline var writer: ShuffleWriter?
  private let file: any SpillFile
  private let output: SpillCounter
  private let context: TaskContext
  private var runs: [Range<Int>] = []

  /// Each run has one block under way while they are merged, so blocks are small enough that those of many runs stay in
  /// the machine's page cache, and large enough that reading them in turn is no seeking.
  private static var blockBytes: Int { 256 << 10 }

  @usableFromInline
  init(_ context: TaskContext) throws {
    self.context = context
    file = try context.services.createSpill()
    output = SpillCounter(file, context)
  }

  /// Adds an element to the run, whose rank is none that comes before the last one's.
  @inlinable
  func append(_ element: Element, rank: Int) throws {
    try records.write(rank, element, to: writer ?? beginRun(), 0)
  }

  @usableFromInline
  func beginRun() -> ShuffleWriter {
    let writer = ShuffleWriter(to: output, reducerCount: 1, memory: nil, longestSegment: Self.blockBytes)
    self.writer = writer
    return writer
  }

  @usableFromInline
  func endRun() throws {
    guard let writer else { return }
    try writer.finish()
    runs.append((runs.last?.upperBound ?? 0)..<output.blockCount)
    self.writer = nil
  }

  /// Hands on the elements of all runs by ascending ranks; those of one rank in the order they were added.
  @inlinable
  func forEach(_ body: (Element, Int) throws -> Void) throws {
    var merge = try openRuns()
    while !merge.isEmpty {
      let rank = merge[0].rank
      repeat { try body(try records.value.read(from: &merge[0].reader), rank) } while try merge[0].advance() == rank
      if merge[0].isAtEnd { merge.removeFirst() } else { merge.siftFirst() }
    }
  }

  @usableFromInline
  func openRuns() throws -> RankedRunHeap {
    let input = try file.reopen()
    return RankedRunHeap(try runs.map { try RankedRunCursor(blocks: $0, of: input, context) })
  }
}
