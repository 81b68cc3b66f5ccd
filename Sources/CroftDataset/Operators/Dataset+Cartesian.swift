extension Dataset {
  /// Every element of this dataset with every one of another.
  ///
  /// Nothing is shuffled: the result has a partition for each two partitions, and computes each of this dataset's as
  /// often as the other has partitions, and the other way round. Cache what is expensive. A partition of the other
  /// dataset is held in memory; where it does not fit, both lie on disk and are gone through in parts. The order within
  /// a partition is not promised.
  @inlinable
  public func cartesian<Other: Sendable>(
    _ other: Dataset<Other>, file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<(Element, Other)> {
    let (produceFirst, produceSecond) = (self.produce, other.produce)
    let node = LineageNode(
      cartesian: CartesianRecords<Element, Other>(), of: (Element, Other).self, [lineage, other.lineage], file, line)
    return Dataset<(Element, Other)>(lineage: node) { node, context, partition, sink in
      let (first, second) = context.pairedPartitions(of: node, partition)
      let records = CartesianRecords<Element, Other>.attached(to: node)
      let held = HeldElements<Other>(context)
      var rest: SpilledElements<Other>?
      try produceSecond(node.parents[1], context, second) { element in
        if rest == nil, held.append(element) { return }
        let spilled = try rest ?? SpilledElements(records.second, context)
        rest = spilled
        try spilled.append(element)
      }
      guard let rest else {
        return try produceFirst(node.parents[0], context, first) { element in
          for other in held.elements { try sink((element, other)) }
        }
      }
      try rest.finish()
      let whole = try SpilledElements(records.first, context)
      try produceFirst(node.parents[0], context, first) { element in
        for other in held.elements { try sink((element, other)) }
        try whole.append(element)
      }
      try whole.finish()
      try pairInParts(whole, rest, held, sink)
    }
  }
}

/// Goes through all of `first` once for each part of `second` that memory has room for.
///
/// - Parameter held: is emptied.
@inlinable
func pairInParts<First, Second>(
  _ first: SpilledElements<First>, _ second: SpilledElements<Second>, _ held: HeldElements<Second>,
  _ sink: ((First, Second)) throws -> Void
) throws {
  held.removeAll()
  try second.forEach { element in
    if held.append(element) { return }
    try first.forEach { other in for element in held.elements { try sink((other, element)) } }
    held.removeAll()
    _ = held.append(element)
  }
  try first.forEach { other in for element in held.elements { try sink((other, element)) } }
}

/// How the elements of a cartesian product's sides are written when they have to be spilled.
@usableFromInline
struct CartesianRecords<First, Second>: Sendable {
  @usableFromInline let first = ElementRecords<First>()
  @usableFromInline let second = ElementRecords<Second>()

  @usableFromInline
  init() {}

  @usableFromInline
  static func attached(to node: LineageNode) -> CartesianRecords {
    guard let records = node.attachment as? CartesianRecords else {
      preconditionFailure("\(node) pairs no such elements")
    }
    return records
  }
}

extension LineageNode {
  @usableFromInline
  convenience init<First, Second>(
    cartesian records: CartesianRecords<First, Second>, of elementType: Any.Type, _ parents: [LineageNode],
    _ file: StaticString, _ line: UInt
  ) {
    self.init(
      "cartesian", of: elementType, at: CallSite(file, line), kind: .narrow(.pairs), parents: parents,
      problem: records.first.problem ?? records.second.problem, attachment: records)
  }
}

extension TaskContext {
  /// Which partitions of the two parents a partition of a cartesian product is made of.
  @usableFromInline
  func pairedPartitions(of node: LineageNode, _ partition: Int) -> (Int, Int) {
    let inputs = narrowInputs(of: node, partition)
    return (inputs[0].partitions.lowerBound, inputs[1].partitions.lowerBound)
  }
}
