import CroftProtocol

extension Dataset {
  /// So many elements drawn at random, each as likely as any other, in random order.
  ///
  /// One pass over the dataset, whatever its size. Each task, and the driver, holds up to `count` elements.
  ///
  /// - Parameters:
  ///   - count: exactly so many; without replacement no more than there are. The job is refused if it is negative,
  ///     or over 67,108,864 with replacement: there every task makes so many draws, however few elements it has.
  ///   - withReplacement: whether an element may be drawn again and again.
  ///   - seed: the same seed draws the same sample from the same partitions.
  @inlinable
  public func takeSample(
    _ count: Int, withReplacement: Bool = false, seed: UInt64 = 0, file: StaticString = #fileID, line: UInt = #line
  ) -> Action<[Element]> {
    let produce = self.produce
    if withReplacement {
      return Action(drawing: count, seed: seed, from: lineage, file, line) {
        (node, context, partition, draws: inout RepeatedDraws<Element>) in
        try produce(node.parent, context, partition) { try draws.offer($0) }
      }
    }
    return Action(picking: count, seed: seed, from: lineage, file, line) {
      (node, context, partition, picks: inout RandomPicks<Element>) in
      try produce(node.parent, context, partition) { try picks.offer($0) }
    }
  }
}

extension Action {
  /// A sample without replacement.
  @usableFromInline
  init<Element: Sendable>(
    picking count: Int, seed: UInt64, from parent: LineageNode, _ file: StaticString, _ line: UInt,
    _ run: @escaping @Sendable (LineageNode, TaskContext, Int, inout RandomPicks<Element>) throws -> Void
  ) where Output == [Element] {
    let action = Action<LargestElements<RandomPicks<Element>.Ticketed>>(
      "takeSample", "\(count), seed: \(seed)", of: Element.self, from: parent, file, line,
      problem: InvalidLimit.problem(count),
      mergingInto: RandomPicks<Element>.best(count), { best, part in for pick in part { try best.offer(pick) } },
      { node, context, partition -> [RandomPicks<Element>.Ticketed] in
        var picks = RandomPicks<Element>(count: count, SplitMix64(takingSample: seed, partition))
        try run(node, context, partition, &picks)
        return picks.best.heap
      })
    self.init(action) { $0.heap.sorted { $0.ticket < $1.ticket }.map(\.element) }
  }

  /// A sample with replacement.
  @usableFromInline
  init<Element: Sendable>(
    drawing count: Int, seed: UInt64, from parent: LineageNode, _ file: StaticString, _ line: UInt,
    _ run: @escaping @Sendable (LineageNode, TaskContext, Int, inout RepeatedDraws<Element>) throws -> Void
  ) where Output == [Element] {
    let action = Action<[RepeatedDraws<Element>.Draw]>(
      "takeSample", "\(count), with replacement, seed: \(seed)", of: Element.self, from: parent, file, line,
      problem: InvalidLimit.problem(count) ?? RepeatedDraws<Element>.problem(count),
      mergingInto: [], { $0 = RepeatedDraws.merge($0, $1) },
      { node, context, partition -> [RepeatedDraws<Element>.Draw] in
        var draws = RepeatedDraws<Element>(count: count, SplitMix64(takingSample: seed, partition))
        try run(node, context, partition, &draws)
        return draws.finish()
      })
    self.init(action) { $0.map(\.element) }
  }
}

extension SplitMix64 {
  /// Others than those by which `sample` with the same seed chose what is there.
  fileprivate init(takingSample seed: UInt64, _ partition: Int) {
    self.init(seed: StableHash.hash(seed), stream: partition)
  }
}
