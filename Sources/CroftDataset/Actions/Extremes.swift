import CroftProtocol

/// The ends of a set of numbers.
struct Extremes: Equatable {
  var least = Double.infinity
  var greatest = -Double.infinity
}

extension LineageNode {
  /// A pass over a dataset that finds the extremes of each partition, for whoever has this among its side inputs.
  @usableFromInline
  convenience init(
    extremesOf parent: LineageNode, _ elementType: Any.Type, _ file: StaticString, _ line: UInt,
    _ run: @escaping @Sendable (LineageNode, TaskContext, Int) throws -> Statistics?
  ) {
    self.init(
      "extremes", of: elementType, at: CallSite(file, line),
      kind: .shuffle(
        ShuffleDependency(requestedPartitions: 1) { node, context, partition, output in
          guard let statistics = try run(node, context, partition) else { return }
          var writer = ByteWriter()
          writer.append(statistics.min.bitPattern)
          writer.append(statistics.max.bitPattern)
          try output.append(writer.bytes)
        }),
      parents: [parent])
  }
}

extension TaskContext {
  /// The bounds of an even histogram's buckets; nil if there are no numbers.
  ///
  /// - Throws: `InvalidBuckets` when some are infinite.
  @usableFromInline
  func evenBounds(of histogram: LineageNode) throws -> [Double]? {
    let extremes = try extremes(foundBy: histogram.sideInputs[0])
    guard extremes.least <= extremes.greatest else { return nil }
    guard extremes.least.isFinite, extremes.greatest.isFinite else { throw InvalidBuckets.unbounded(extremes) }
    return BucketCounter.evenBounds(
      from: extremes.least, to: extremes.greatest, buckets: histogram.attached(Int.self))
  }

  private func extremes(foundBy pass: LineageNode) throws -> Extremes {
    var extremes = Extremes()
    try readShuffle(pass, partition: 0) { reader in
      let least = Double(bitPattern: try reader.read(UInt64.self))
      let greatest = Double(bitPattern: try reader.read(UInt64.self))
      extremes = Extremes(least: min(extremes.least, least), greatest: max(extremes.greatest, greatest))
    }
    return extremes
  }
}
