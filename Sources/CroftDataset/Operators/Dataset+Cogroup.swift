extension Dataset {
  /// One pair for each key of two datasets, with its values in each; an empty list where a dataset lacks the key.
  ///
  /// Both are shuffled, unless they are partitioned alike already. Groups that don't fit in memory go to disk; what one
  /// key has in all datasets has to fit. Values come in the order of their datasets, and keys in that of their first
  /// appearance in the first dataset that has them, whatever the memory.
  ///
  /// - Parameter partitions: of the result; as many as a dataset is partitioned into already, or else as tasks can run
  ///   at once, if not given.
  @inlinable
  public func cogroup<Key: Hashable & Sendable, First: Sendable, Second: Sendable>(
    _ second: Dataset<(Key, Second)>, partitions: Int? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<(Key, ([First], [Second]))> where Element == (Key, First) {
    typealias Lists = CogroupLists<First, Second, Never, Never>
    let shared = partitionsToShare(partitions, by: Key.self, lineage, second.lineage)
    let node = LineageNode(
      cogroup: PairRecords<Key, Lists.Value>().problem, of: (Key, ([First], [Second])).self,
      [arranged(shared, file, line), second.arranged(shared, file, line)], file, line)
    let (first, second) = (self.produce, second.produce)
    return Dataset<(Key, ([First], [Second]))>(lineage: node) { node, context, partition, sink in
      let inputs = node.parents
      try aggregateSpilling(
        context,
        from: { body in
          try context.pairs(of: inputs[0], partition, first) { try body($0, .first($1)) }
          try context.pairs(of: inputs[1], partition, second) { try body($0, .second($1)) }
        },
        create: { Lists($0) }, add: { $0.append($1) }, unpack: { try $0.forEach($1) },
        to: { try sink(($0, ($1.first, $1.second))) })
    }
  }

  /// One pair for each key of three datasets, with its values in each; what `cogroup` of two says holds for it too.
  @inlinable
  public func cogroup<Key: Hashable & Sendable, First: Sendable, Second: Sendable, Third: Sendable>(
    _ second: Dataset<(Key, Second)>, _ third: Dataset<(Key, Third)>, partitions: Int? = nil,
    file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<(Key, ([First], [Second], [Third]))> where Element == (Key, First) {
    typealias Lists = CogroupLists<First, Second, Third, Never>
    let shared = partitionsToShare(partitions, by: Key.self, lineage, second.lineage, third.lineage)
    let node = LineageNode(
      cogroup: PairRecords<Key, Lists.Value>().problem, of: (Key, ([First], [Second], [Third])).self,
      [arranged(shared, file, line), second.arranged(shared, file, line), third.arranged(shared, file, line)],
      file, line)
    let (first, second, third) = (self.produce, second.produce, third.produce)
    return Dataset<(Key, ([First], [Second], [Third]))>(lineage: node) { node, context, partition, sink in
      let inputs = node.parents
      try aggregateSpilling(
        context,
        from: { body in
          try context.pairs(of: inputs[0], partition, first) { try body($0, .first($1)) }
          try context.pairs(of: inputs[1], partition, second) { try body($0, .second($1)) }
          try context.pairs(of: inputs[2], partition, third) { try body($0, .third($1)) }
        },
        create: { Lists($0) }, add: { $0.append($1) }, unpack: { try $0.forEach($1) },
        to: { try sink(($0, ($1.first, $1.second, $1.third))) })
    }
  }

  /// One pair for each key of four datasets, with its values in each; what `cogroup` of two says holds for it too.
  @inlinable
  public func cogroup<
    Key: Hashable & Sendable, First: Sendable, Second: Sendable, Third: Sendable, Fourth: Sendable
  >(
    _ second: Dataset<(Key, Second)>, _ third: Dataset<(Key, Third)>, _ fourth: Dataset<(Key, Fourth)>,
    partitions: Int? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<(Key, ([First], [Second], [Third], [Fourth]))> where Element == (Key, First) {
    typealias Lists = CogroupLists<First, Second, Third, Fourth>
    let shared = partitionsToShare(
      partitions, by: Key.self, lineage, second.lineage, third.lineage, fourth.lineage)
    let node = LineageNode(
      cogroup: PairRecords<Key, Lists.Value>().problem, of: (Key, ([First], [Second], [Third], [Fourth])).self,
      [
        arranged(shared, file, line), second.arranged(shared, file, line), third.arranged(shared, file, line),
        fourth.arranged(shared, file, line),
      ], file, line)
    let (first, second, third, fourth) = (self.produce, second.produce, third.produce, fourth.produce)
    return Dataset<(Key, ([First], [Second], [Third], [Fourth]))>(lineage: node) { node, context, partition, sink in
      let inputs = node.parents
      try aggregateSpilling(
        context,
        from: { body in
          try context.pairs(of: inputs[0], partition, first) { try body($0, .first($1)) }
          try context.pairs(of: inputs[1], partition, second) { try body($0, .second($1)) }
          try context.pairs(of: inputs[2], partition, third) { try body($0, .third($1)) }
          try context.pairs(of: inputs[3], partition, fourth) { try body($0, .fourth($1)) }
        },
        create: { Lists($0) }, add: { $0.append($1) }, unpack: { try $0.forEach($1) },
        to: { try sink(($0, ($1.first, $1.second, $1.third, $1.fourth))) })
    }
  }
}

extension LineageNode {
  @usableFromInline
  convenience init(
    cogroup problem: (any Error)?, of elementType: Any.Type, _ inputs: [LineageNode], _ file: StaticString, _ line: UInt
  ) {
    self.init(overAlike: "cogroup", of: elementType, from: inputs, file, line, problem: problem)
  }
}
