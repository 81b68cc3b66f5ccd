import CroftProtocol

extension Dataset {
  /// The first element with the other dataset's first, the second with its second, and so on.
  ///
  /// Both need equally many partitions, and equally many elements in each: as when one was made from the other by
  /// `map`. A job whose numbers of partitions differ is refused before it starts; a partition in which the numbers of
  /// elements differ fails its task. Elements of `other` wait in encoded form, in memory or, beyond a task's share of
  /// it, in a file; give the smaller one there.
  ///
  /// The two are computed one after the other, so what both come from has to be the same each time: all operators give
  /// a partition's elements in the same order whenever they compute it, and a program's own functions have to as well.
  @inlinable
  public func zip<Other: Sendable>(
    _ other: Dataset<Other>, file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<(Element, Other)> {
    let node = LineageNode(zipping: lineage, other.lineage, of: (Element, Other).self, Other.self, file, line)
    return zipped(with: other, as: node) { ($0, $1) }
  }

  /// Each partition together with the other dataset's partition of the same number through a function.
  ///
  /// Both need equally many partitions, or the job is refused before it starts; the numbers of elements may differ.
  ///
  /// - Parameter transform: gets all elements of both partitions, which are held in memory for it.
  @inlinable
  public func zipPartitions<Other: Sendable, Results: Sequence & SendableMetatype>(
    _ other: Dataset<Other>, file: StaticString = #fileID, line: UInt = #line,
    _ transform: @escaping @Sendable ([Element], [Other]) throws -> Results
  ) -> Dataset<Results.Element> {
    let (first, second) = (produce, other.produce)
    return Dataset<Results.Element>(
      lineage: LineageNode(
        "zipPartitions", of: Results.Element.self, hand: lineage, inHand: other.lineage, file, line)
    ) { node, context, partition, sink in
      var elements: [Element] = []
      try first(node.parents[0], context, partition) { elements.append($0) }
      var others: [Other] = []
      try second(node.parents[1], context, partition) { others.append($0) }
      for result in try transform(elements, others) { try sink(result) }
    }
  }
}

extension LineageNode {
  /// An operator that goes through two datasets partition by partition.
  @usableFromInline
  convenience init(
    _ operation: StaticString, of elementType: Any.Type, hand first: LineageNode, inHand second: LineageNode,
    _ file: StaticString, _ line: UInt
  ) {
    self.init(
      operation.description, of: elementType, at: CallSite(file, line), kind: .narrow(.oneToOne),
      parents: [first, second])
  }

  @usableFromInline
  convenience init(
    zipping first: LineageNode, _ second: LineageNode, of elementType: Any.Type, _ waitingType: Any.Type,
    _ file: StaticString, _ line: UInt
  ) {
    let waiting = Result { WaitingElements(codec: try AnyRecordCodec.of(waitingType)) }
    self.init(
      "zip", of: elementType, at: CallSite(file, line), kind: .narrow(.oneToOne), parents: [first, second],
      problem: waiting.problem, attachment: try? waiting.get())
  }
}

/// How the elements that wait for their partner are written.
@usableFromInline
struct WaitingElements: Sendable {
  @usableFromInline let codec: AnyRecordCodec

  @usableFromInline
  static func attached(to node: LineageNode) -> WaitingElements {
    guard let waiting = node.attachment as? WaitingElements else { preconditionFailure("\(node) has nothing waiting") }
    return waiting
  }
}

/// Two partitions to zip that are not equally long.
@usableFromInline
struct UnequalLengths: PermanentError, Equatable, CustomStringConvertible {
  let node: String
  let partition: Int
  let otherCount: Int
  /// How many of this side's elements found a partner.
  let zippedCount: Int

  @usableFromInline
  static func error(_ node: LineageNode, _ partition: Int, _ otherCount: Int, _ zippedCount: Int) -> UnequalLengths {
    UnequalLengths(node: node.description, partition: partition, otherCount: otherCount, zippedCount: zippedCount)
  }

  @usableFromInline var description: String {
    let ownCount = zippedCount < otherCount ? "only \(zippedCount)" : "more than \(zippedCount)"
    return """
      \(node): partition \(partition) has \(ownCount) elements where the dataset to zip it with has \(otherCount): zip \
      needs equally many in every partition; join by a key, or by the number that zipWithIndex gives, otherwise
      """
  }
}
