public import CroftProtocol

/// Goes through one run of elements with their ranks.
@usableFromInline
struct RankedRunCursor {
  /// At the next element.
  @usableFromInline var reader = ByteReader(UnsafeRawBufferPointer(start: nil, count: 0))
  /// The next element's.
  @usableFromInline private(set) var rank = 0
  @usableFromInline private(set) var isAtEnd = false
  private var blocks: Range<Int>
  private let input: any BlockInput
  private let context: TaskContext

  init(blocks: Range<Int>, of input: any BlockInput, _ context: TaskContext) throws {
    self.blocks = blocks
    self.input = input
    self.context = context
    _ = try advance()
  }

  /// Goes on when an element has been read.
  ///
  /// - Returns: the rank of the next one; nil at the end.
  @inlinable
  mutating func advance() throws -> Int? {
    if _slowPath(reader.isAtEnd), try !openNext() { return nil }
    return try readRank()
  }

  @usableFromInline
  mutating func readRank() throws -> Int {
    rank = try reader.read(Int.self)
    return rank
  }

  @usableFromInline
  mutating func openNext() throws -> Bool {
    guard let next = blocks.popFirst() else {
      isAtEnd = true
      return false
    }
    try context.checkCancellation()
    reader = ByteReader(try input.block(next), owner: input)
    return true
  }
}

/// Runs, of which the first is the one with the least rank: a binary heap (Williams, "Algorithm 232: Heapsort", 1964).
@usableFromInline
struct RankedRunHeap {
  @usableFromInline var cursors: [RankedRunCursor]

  init(_ cursors: [RankedRunCursor]) {
    // Ascending order is a heap.
    self.cursors = cursors.sorted { $0.rank < $1.rank }
  }

  @inlinable
  var isEmpty: Bool { cursors.isEmpty }

  @inlinable
  subscript(index: Int) -> RankedRunCursor {
    _read { yield cursors[index] }
    _modify { yield &cursors[index] }
  }

  /// Forgets the first run.
  @usableFromInline
  mutating func removeFirst() {
    cursors.swapAt(0, cursors.count - 1)
    cursors.removeLast()
    if !cursors.isEmpty { siftFirst() }
  }

  /// Puts the first run, which has gone on, where it belongs now.
  @usableFromInline
  mutating func siftFirst() {
    var parent = 0
    while true {
      var least = 2 * parent + 1
      guard least < cursors.count else { return }
      if least + 1 < cursors.count, cursors[least + 1].rank < cursors[least].rank { least += 1 }
      guard cursors[least].rank < cursors[parent].rank else { return }
      cursors.swapAt(parent, least)
      parent = least
    }
  }
}
