import CroftProtocol

extension Dataset where Element: BinaryFloatingPoint & SendableMetatype {
  /// How many elements fall into each of some buckets of equal width, from the smallest element to the largest.
  ///
  /// NaN is left out. All in one job, but the dataset is computed twice: for its extremes first. Cost: a number for
  /// each bucket in each task.
  ///
  /// - Parameter buckets: how many, 1 to 1,000,000. One comes back where all elements are the same.
  /// - Returns: nil if there are no numbers.
  /// - Throws: when there is an infinite number.
  @inlinable
  public func histogram(
    buckets: Int, file: StaticString = #fileID, line: UInt = #line
  ) -> Action<Histogram?> {
    evenHistogram(buckets, file, line) { Double($0) }
  }

  /// How many elements fall into each of the given buckets.
  ///
  /// - Parameter bounds: in increasing order, one more than buckets. Bucket `i` goes from bound `i` up to bound `i +
  ///   1`, which only belongs to the last one. What lies outside, and NaN, is left out.
  @inlinable
  public func histogram(
    bounds: [Double], file: StaticString = #fileID, line: UInt = #line
  ) -> Action<Histogram> {
    boundedHistogram(bounds, file, line) { Double($0) }
  }
}

extension Dataset where Element: BinaryInteger & SendableMetatype {
  /// How many elements fall into each of some buckets of equal width, from the smallest element to the largest.
  ///
  /// All in one job, but the dataset is computed twice: for its extremes first. Cost: a number for each bucket in each
  /// task.
  ///
  /// - Parameter buckets: how many, 1 to 1,000,000. One comes back where all elements are the same.
  /// - Returns: nil if there are no elements.
  @inlinable
  public func histogram(
    buckets: Int, file: StaticString = #fileID, line: UInt = #line
  ) -> Action<Histogram?> {
    evenHistogram(buckets, file, line) { Double($0) }
  }

  /// How many elements fall into each of the given buckets.
  ///
  /// - Parameter bounds: in increasing order, one more than buckets. Bucket `i` goes from bound `i` up to bound `i +
  ///   1`, which only belongs to the last one. What lies outside is left out.
  @inlinable
  public func histogram(
    bounds: [Double], file: StaticString = #fileID, line: UInt = #line
  ) -> Action<Histogram> {
    boundedHistogram(bounds, file, line) { Double($0) }
  }
}

extension Dataset {
  @inlinable
  func boundedHistogram(
    _ bounds: [Double], _ file: StaticString, _ line: UInt, _ number: @escaping @Sendable (Element) -> Double
  ) -> Action<Histogram> {
    let produce = numbers(number)
    return Action(histogram: bounds, of: lineage, Element.self, file, line) { node, context, partition in
      var counter = BucketCounter(bounds: node.attached([Double].self), isEven: false)
      try produce(node.parent, context, partition) { counter.add($0) }
      return counter.counts
    }
  }

  @inlinable
  func evenHistogram(
    _ buckets: Int, _ file: StaticString, _ line: UInt, _ number: @escaping @Sendable (Element) -> Double
  ) -> Action<Histogram?> {
    let produce = numbers(number)
    let extremes = LineageNode(extremesOf: lineage, Element.self, file, line) { node, context, partition in
      var builder = StatisticsBuilder()
      try produce(node.parent, context, partition) { builder.add($0) }
      return builder.finish()
    }
    return Action(evenHistogram: buckets, of: lineage, Element.self, file, line, extremes) { node, context, partition in
      guard let bounds = try context.evenBounds(of: node) else { return nil }
      var counter = BucketCounter(bounds: bounds, isEven: true)
      try produce(node.parent, context, partition) { counter.add($0) }
      return counter
    }
  }
}

extension Action {
  @usableFromInline
  init(
    histogram bounds: [Double], of parent: LineageNode, _ elementType: Any.Type, _ file: StaticString, _ line: UInt,
    _ run: @escaping @Sendable (LineageNode, TaskContext, Int) throws -> [Int]
  ) where Output == Histogram {
    let problem = InvalidBuckets.problem(bounds: bounds)
    self.init(
      "histogram", "bounds: \(bounds)", of: elementType, from: parent, file, line, problem: problem, attachment: bounds,
      mergingInto: Histogram(bounds: problem == nil ? bounds : [0, 1]), { $0.add($1) }, run)
  }

  @usableFromInline
  init(
    evenHistogram buckets: Int, of parent: LineageNode, _ elementType: Any.Type, _ file: StaticString, _ line: UInt,
    _ extremes: LineageNode, _ run: @escaping @Sendable (LineageNode, TaskContext, Int) throws -> BucketCounter?
  ) where Output == Histogram? {
    self.init(
      "histogram", "buckets: \(buckets)", of: elementType, from: parent, file, line, sideInputs: [extremes],
      problem: InvalidBuckets.problem(buckets: buckets), attachment: buckets,
      mergingInto: nil,
      { histogram, part in
        var merged = histogram ?? Histogram(bounds: part.bounds)
        merged.add(part.counts)
        histogram = merged
      },
      { node, context, partition -> (bounds: [Double], counts: [Int])? in
        try run(node, context, partition).map { ($0.bounds, $0.counts) }
      })
  }
}
