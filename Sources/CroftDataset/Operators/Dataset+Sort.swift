extension Dataset {
  /// All elements in the order of their keys: those of each partition in order, and all of them before those of the
  /// next one.
  ///
  /// Elements with equal keys stay in the order in which they were, and in one partition, however many there are.
  /// Partitions have about equally many elements otherwise; the bounds between them come from a sample that is drawn
  /// while the data are sorted, so the dataset is computed only once. They are the same whenever the data are.
  ///
  /// ```swift
  /// visits.sortBy(ascending: false) { $0.seconds }
  /// ```
  ///
  /// Keys that are numbers, texts or strings are the fastest: they are sorted by their first eight bytes, and compared
  /// only where those are alike. Texts go by their bytes, strings as Swift compares them. A `Double` that is not a
  /// number counts as larger than all others. A task sorts as much as its memory holds at a time, and a task that reads
  /// merges: so a dataset may be any number of times as large as memory. Everything goes through the disk once, or more
  /// often where memory is so short that a task can't merge all it reads at once.
  ///
  /// - Parameters:
  ///   - ascending: the smallest key first; otherwise the largest.
  ///   - partitions: of the result; as many as tasks can run at once if not given.
  ///   - key: has to give the same for the same element whenever it is called, which it is more than once.
  @inlinable
  public func sortBy<Key: Comparable & SendableMetatype>(
    ascending: Bool = true, partitions: Int? = nil, file: StaticString = #fileID, line: UInt = #line,
    _ key: @escaping @Sendable (Element) throws -> Key
  ) -> Dataset<Element> {
    let produce = self.produce
    let shuffle = LineageNode(
      sort: "sortBy", ascending.sortArguments, from: lineage, file, line, partitions: partitions,
      records: SortRecords<Element, Key>(ascending ? .ascending : .descending)
    ) { node, context, partition, output in
      let order = SortOrder<Element, Key>(attachedTo: node, key: key)
      let sampler = context.keySampler(of: node, partition)
      let runs = SortedRuns(order, context, sampler: sampler) { context.runWriter(of: node, to: output) }
      try produce(node.parent, context, partition) { try runs.append($0) }
      try runs.finish()
    }
    return Dataset(lineage: shuffle) { node, context, partition, sink in
      let order = SortOrder<Element, Key>(attachedTo: node, key: key)
      try context.mergeSorted(node, partition, order, sink)
    }
  }

  /// All elements in an order of their own, as `sortBy` puts them in the order of their keys.
  ///
  /// Slower than `sortBy`, because nothing but the function is known of the order: use it where no single key will do.
  ///
  /// ```swift
  /// trips.sorted { ($0.zone, $0.start) < ($1.zone, $1.start) }
  /// ```
  ///
  /// - Parameters:
  ///   - partitions: of the result; as many as tasks can run at once if not given.
  ///   - areInIncreasingOrder: a strict weak order, as `Sequence.sorted(by:)` takes it. With a function that
  ///     contradicts itself, elements may be lost or come twice.
  @inlinable
  public func sorted(
    partitions: Int? = nil, file: StaticString = #fileID, line: UInt = #line,
    by areInIncreasingOrder: @escaping @Sendable (Element, Element) throws -> Bool
  ) -> Dataset<Element> {
    let produce = self.produce
    let shuffle = LineageNode(
      sort: "sorted", nil, from: lineage, file, line, partitions: partitions,
      records: SortRecords<Element, Element>(.custom)
    ) { node, context, partition, output in
      let order = SortOrder<Element, Element>(attachedTo: node, by: areInIncreasingOrder)
      let sampler = context.keySampler(of: node, partition)
      let runs = SortedRuns(order, context, sampler: sampler) { context.runWriter(of: node, to: output) }
      try produce(node.parent, context, partition) { try runs.append($0) }
      try runs.finish()
    }
    return Dataset(lineage: shuffle) { node, context, partition, sink in
      let order = SortOrder<Element, Element>(attachedTo: node, by: areInIncreasingOrder)
      try context.mergeSorted(node, partition, order, sink)
    }
  }

  /// All pairs in the order of their keys; see `sortBy`.
  @inlinable
  public func sortByKey<Key: Comparable & SendableMetatype, Value>(
    ascending: Bool = true, partitions: Int? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<(Key, Value)> where Element == (Key, Value) {
    sortBy(ascending: ascending, partitions: partitions, file: file, line: line) { $0.0 }
  }
}

extension Dataset where Element: Comparable {
  /// All elements in their order; see `sortBy`.
  @inlinable
  public func sorted(
    ascending: Bool = true, partitions: Int? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<Element> {
    sortBy(ascending: ascending, partitions: partitions, file: file, line: line) { $0 }
  }
}

extension LineageNode {
  @usableFromInline
  convenience init<Element, Key>(
    sort operation: StaticString, _ arguments: String?, from parent: LineageNode, _ file: StaticString, _ line: UInt,
    partitions: Int?, records: SortRecords<Element, Key>,
    write: @escaping @Sendable (LineageNode, TaskContext, Int, any BlockOutput) throws -> Void
  ) {
    let count = Result { try PartitionCount.checked(partitions, atMost: PartitionCount.maximumReducers) }
    let arguments = [arguments, "partitions: \(partitions.described)"].compactMap { $0 }
    self.init(
      operation.description, arguments.joined(separator: ", "), of: Element.self, at: CallSite(file, line),
      kind: .shuffle(ShuffleDependency(requestedPartitions: try? count.get(), write: write)), parents: [parent],
      problem: records.problem ?? count.problem, attachment: records)
  }
}

extension Bool {
  /// Whether a sort is ascending, for its description.
  @usableFromInline var sortArguments: String { "ascending: \(self)" }
}

extension TaskContext {
  /// What writes the runs of one map task of a sort.
  ///
  /// Tasks on both sides of a bound read the chunk that it lies in: with four chunks for each partition, a quarter of
  /// what is read is read twice.
  @usableFromInline
  func runWriter(of sort: LineageNode, to output: any BlockOutput) -> RunWriter {
    RunWriter(to: output, chunksPerRun: 4 * partitionCount(of: sort))
  }

  /// What draws keys from the input of one map task of a sort.
  @usableFromInline
  func keySampler(of sort: LineageNode, _ partition: Int) -> KeySampler {
    KeySampler(partitions: partitionCount(of: sort), maps: partitionCount(of: sort.parent), map: partition)
  }

  /// Merges one partition of a sort from the runs of all its map tasks.
  @inlinable
  func mergeSorted<Element, Key>(
    _ sort: LineageNode, _ partition: Int, _ order: SortOrder<Element, Key>, _ sink: (Element) throws -> Void
  ) throws {
    let outputs = try runFiles(of: sort)
    let range = try KeyRange(of: partition, among: partitionCount(of: sort), outputs, order)
    let runs = try outputs.flatMap { try $0.runs() }
    try order.merge(try runs.map { try RunPart(of: $0, range, order) }, self, sink)
  }
}
