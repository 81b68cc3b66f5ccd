extension Dataset {
  /// Every element of this dataset with every one of another.
  ///
  /// Nothing is shuffled: the result has a partition for each two partitions, and computes each of this dataset's as
  /// often as the other has partitions, and the other way round. Cache what is expensive. A partition of the other
  /// dataset is held in memory; where it does not fit, or has thousands of elements, both lie on disk and are gone
  /// through in parts. Within a partition, pairs come in an order that depends on nothing but the elements' order.
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
        if rest == nil, held.elements.count < CartesianPart<Other>.count, held.append(element) { return }
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
      try produceFirst(node.parents[0], context, first) { try whole.append($0) }
      try whole.finish()
      let part = CartesianPart(held, records.second, context)
      try rest.forEach { element in
        if part.isFull { try part.pair(with: whole, sink) }
        try part.append(element)
      }
      try part.pair(with: whole, sink)
    }
  }
}

/// So many of the second side's elements, each of which the first side meets before the next part. Always as many, so
/// that the order of the pairs does not depend on the memory: what it has no room for lies on disk.
@usableFromInline
final class CartesianPart<Element> {
  private let held: HeldElements<Element>
  private let records: ElementRecords<Element>
  private let context: TaskContext
  private var count: Int
  @usableFromInline private(set) var tail: SpilledElements<Element>?

  /// So many that going through the first side once for each part costs nothing beside the pairs.
  @usableFromInline static var count: Int { 4096 }

  /// - Parameter held: has no more than a part's.
  @usableFromInline
  init(_ held: HeldElements<Element>, _ records: ElementRecords<Element>, _ context: TaskContext) {
    self.held = held
    self.records = records
    self.context = context
    count = held.elements.count
  }

  @usableFromInline var isFull: Bool { count == Self.count }
  @usableFromInline var elements: [Element] { held.elements }

  @usableFromInline
  func append(_ element: Element) throws {
    count += 1
    if tail == nil, held.append(element) { return }
    let spilled = try tail ?? SpilledElements(records, context)
    tail = spilled
    try spilled.append(element)
  }

  /// Pairs each element of the first side with all of the part's, and empties the part.
  @inlinable
  func pair<First>(with first: SpilledElements<First>, _ sink: ((First, Element)) throws -> Void) throws {
    try tail?.finish()
    let elements = self.elements
    try first.forEach { other in
      for element in elements { try sink((other, element)) }
      try tail?.forEach { try sink((other, $0)) }
    }
    removeAll()
  }

  @usableFromInline
  func removeAll() {
    held.removeAll()
    tail = nil
    count = 0
  }
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
