/// Merges sorted runs by a tree of losers (Knuth, The Art of Computer Programming 3, section 5.4.1): each inner node
/// remembers who lost there, so that the next record costs one comparison on each level.
///
/// Among equal keys those of an earlier run come first.
@usableFromInline
struct RunMerge<Element, Key>: ~Copyable {
  /// A run at a node of the tree, with the prefix of its next key.
  @usableFromInline
  struct Contestant {
    @usableFromInline var prefix: UInt64
    @usableFromInline var run: Int

    @inlinable
    init(prefix: UInt64, run: Int) {
      self.prefix = prefix
      self.run = run
    }
  }

  @usableFromInline let order: SortOrder<Element, Key>
  @usableFromInline let cursors: UnsafeMutablePointer<RunCursor<Element, Key>>
  @usableFromInline let count: Int
  /// The losers by node: node `n` is above nodes `2n` and `2n + 1`, and those from `count` on are the runs.
  @usableFromInline let losers: UnsafeMutablePointer<Contestant>

  @inlinable
  init(_ runs: consuming [RunCursor<Element, Key>], _ order: SortOrder<Element, Key>) {
    self.order = order
    count = runs.count
    cursors = .allocate(capacity: runs.count)
    for (index, run) in runs.enumerated() { (cursors + index).initialize(to: run) }
    losers = .allocate(capacity: max(runs.count, 1))
    losers.initialize(repeating: Contestant(prefix: 0, run: 0), count: max(runs.count, 1))
  }

  @inlinable
  deinit {
    cursors.deinitialize(count: count)
    cursors.deallocate()
    losers.deallocate()
  }

  /// Hands all elements on in order.
  @inlinable
  func forEach(
    _ context: TaskContext, _ sink: (Element) throws -> Void
  ) throws {
    guard count > 0 else { return }
    var winner = try playAll(from: 1)
    while true {
      let cursor = cursors + winner.run
      if cursor.pointee.isAtEnd { return }
      try emit(cursor, sink)
      try cursor.pointee.advance(order, context)
      winner.prefix = cursor.pointee.prefix
      try replay(&winner)
    }
  }

  /// Hands a run's element on; a text with what keeps it alive. Takes no more of the cursor than it needs, because
  /// every copy of a reference is counted.
  @inlinable
  func emit(
    _ cursor: UnsafeMutablePointer<RunCursor<Element, Key>>, _ sink: (Element) throws -> Void
  ) rethrows {
    if Element.self == Text.self {
      let (start, count) = withUnsafePointer(to: &cursor.pointee.element) { element in
        element.withMemoryRebound(to: Text.self, capacity: 1) { ($0.pointee.start, $0.pointee.count) }
      }
      try sink(unsafeBitCast(Text(start: start, count: count, owner: cursor.pointee.file), to: Element.self))
    } else {
      try sink(cursor.pointee.element)
    }
  }

  /// Finds the winner below a node, leaving the losers at the nodes.
  @inlinable
  func playAll(from node: Int) throws -> Contestant {
    guard node < count else { return Contestant(prefix: cursors[node - count].prefix, run: node - count) }
    let left = try playAll(from: 2 * node)
    let right = try playAll(from: 2 * node + 1)
    let leftWins = try wins(left, over: right)
    losers[node] = leftWins ? right : left
    return leftWins ? left : right
  }

  /// Lets the last winner, with its next record, play against the losers on its way up.
  @inlinable
  func replay(_ winner: inout Contestant) throws {
    var node = (winner.run + count) / 2
    while node > 0 {
      if try wins(losers[node], over: winner) { swap(&losers[node], &winner) }
      node /= 2
    }
  }

  @inlinable
  func wins(_ a: Contestant, over b: Contestant) throws -> Bool {
    if a.prefix != b.prefix { return a.prefix < b.prefix }
    return try winsTie(a.run, over: b.run)
  }

  @inline(never)
  @inlinable
  func winsTie(_ a: Int, over b: Int) throws -> Bool {
    if cursors[a].isAtEnd { return false }
    if cursors[b].isAtEnd { return true }
    if !order.isExact {
      if try order.precedes(cursors[a].key, cursors[b].key) { return true }
      if try order.precedes(cursors[b].key, cursors[a].key) { return false }
    }
    return a < b
  }
}
