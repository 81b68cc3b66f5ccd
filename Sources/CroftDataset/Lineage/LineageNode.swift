/// One operator of a lineage: what made a dataset, out of which others. Pure description; what it computes lies in the
/// closures of `Dataset` and `Action`.
@usableFromInline
package final class LineageNode: Sendable {
  /// How an operator's partitions come from others.
  package enum Kind: Sendable {
    /// Reads input from outside; the driver plans its splits.
    case source(any SourcePlanner)
    /// From its parents' partitions, in the same stage.
    case narrow(NarrowDependency)
    /// All of the parent's partitions go into each of this one's: a stage ends here.
    case shuffle(ShuffleDependency)
    /// One of its parents, which all compute the same: the driver chooses which.
    case choice(LineageChoice)
    /// The end of a lineage.
    case action
  }

  package let operation: String
  /// What the program gave it, as far as it can be told: it has to be the same in the driver and in an executor.
  package let arguments: String
  /// The type of the elements, as a program would spell it.
  package let elementType: String
  package let callSite: CallSite
  package let kind: Kind
  @usableFromInline package let parents: [LineageNode]
  /// Shuffles that every partition reads as it likes, beside its share of the parents: the smaller side of a join, the
  /// sample of a sort.
  @usableFromInline package let sideInputs: [LineageNode]
  /// How equal keys are known to lie together; nil if nothing is known.
  package let partitioning: HashPartitioning?
  /// That, and where, its partitions are to be kept for whoever reads them next.
  package let persistence: Persistence?
  /// What the program calls it, for people.
  package let name: String?
  /// The definition whose dataset this is; nil for an ordinary operator.
  package let definedBy: DefinitionIdentity?
  /// Why this operator can't run, found while the lineage was built: an element that can't be encoded.
  package let problem: (any Error)?
  /// What the operator's closures need to know and must not capture (see `Dataset.Produce`).
  @usableFromInline package let attachment: (any Sendable)?

  package init(
    _ operation: String, _ arguments: String = "", of elementType: Any.Type, at callSite: CallSite, kind: Kind,
    parents: [LineageNode], sideInputs: [LineageNode] = [], partitioning: HashPartitioning? = nil,
    persistence: Persistence? = nil, name: String? = nil, problem: (any Error)? = nil,
    attachment: (any Sendable)? = nil
  ) {
    self.operation = operation
    self.arguments = arguments
    self.elementType = _typeName(elementType, qualified: true)
    self.callSite = callSite
    self.kind = kind
    self.parents = parents
    self.sideInputs = sideInputs
    self.partitioning = partitioning
    self.persistence = persistence
    self.name = name
    self.definedBy = nil
    self.problem = problem
    self.attachment = attachment
  }

  /// The same operator with a name.
  @usableFromInline
  convenience init(_ node: LineageNode, named name: String) {
    self.init(node, named: name, definedBy: node.definedBy, problem: node.problem)
  }

  /// The same operator, with what can be said of it later.
  init(_ node: LineageNode, named name: String?, definedBy: DefinitionIdentity?, problem: (any Error)?) {
    self.operation = node.operation
    self.arguments = node.arguments
    self.elementType = node.elementType
    self.callSite = node.callSite
    self.kind = node.kind
    self.parents = node.parents
    self.sideInputs = node.sideInputs
    self.partitioning = node.partitioning
    self.persistence = node.persistence
    self.name = name
    self.definedBy = definedBy
    self.problem = problem
    self.attachment = node.attachment
  }

  /// A narrow operator with one parent, partition for partition, as the inlinable operators make them.
  ///
  /// - Parameter keepsPartitioning: whether elements keep their keys, so that equal ones still lie together.
  @usableFromInline
  convenience init(
    narrow operation: StaticString, _ arguments: String = "", of elementType: Any.Type, from parent: LineageNode,
    _ file: StaticString, _ line: UInt, keepsPartitioning: Bool = false, problem: (any Error)? = nil,
    attachment: (any Sendable)? = nil
  ) {
    self.init(
      operation.description, arguments, of: elementType, at: CallSite(file, line), kind: .narrow(.oneToOne),
      parents: [parent], partitioning: keepsPartitioning ? parent.partitioning : nil, problem: problem,
      attachment: attachment)
  }
}

extension LineageNode {
  /// The operator before this one, of those that have just one.
  @usableFromInline
  package var parent: LineageNode { parents[0] }
}

extension LineageNode: CustomStringConvertible {
  @usableFromInline
  package var description: String {
    let call = arguments.isEmpty ? operation : "\(operation)(\(arguments))"
    let name = name.map { " named \"\($0)\"" } ?? ""
    return "\(call) of \(elementType)\(name) at \(callSite)"
  }
}

/// What happens at a shuffle.
package struct ShuffleDependency: Sendable {
  /// How many partitions the program asked for; nil leaves it to the driver.
  package let requestedPartitions: Int?
  /// Runs one partition of the parent and writes its records to the blocks of a map output, in a layout that the
  /// shuffle's reading side knows.
  package let write: @Sendable (LineageNode, TaskContext, Int, any BlockOutput) throws -> Void
}

/// Several ways to compute the same.
package struct LineageChoice: Sendable {
  /// Which of the parents to take.
  package let choose: @Sendable (_ parents: [LineageNode], any PlanStatistics) -> Int
}

/// How the elements of a dataset of pairs are spread: by the stable hash of the key.
package struct HashPartitioning: Sendable, Equatable {
  package let keyType: String
  /// As the program asked for it; nil leaves it to the driver, who gives every such shuffle of a job equally many.
  package let requestedPartitions: Int?

  package init(key: Any.Type, requestedPartitions: Int?) {
    self.keyType = _typeName(key, qualified: true)
    self.requestedPartitions = requestedPartitions
  }
}
