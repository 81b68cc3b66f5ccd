/// One operator of a lineage: what made a dataset, out of which others. Pure description; what it computes lies in the
/// closures of `Dataset` and `Action`.
@usableFromInline
package final class LineageNode: Sendable {
  /// How an operator's partitions come from others.
  package enum Kind: Sendable {
    /// Reads input from outside; the driver plans its splits.
    case source(any SourcePlanner)
    /// Partition for partition from its parent, in the same stage.
    case narrow
    /// All of the parent's partitions go into each of this one's: a stage ends here.
    case shuffle(ShuffleDependency)
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
  package let parents: [LineageNode]
  /// Why this operator can't run, found while the lineage was built: an element that can't be encoded.
  package let problem: (any Error)?
  /// What the operator's closures need to know and must not capture (see `Dataset.Produce`).
  @usableFromInline package let attachment: (any Sendable)?

  package init(
    _ operation: String, _ arguments: String = "", of elementType: Any.Type, at callSite: CallSite, kind: Kind,
    parents: [LineageNode],
    problem: (any Error)? = nil, attachment: (any Sendable)? = nil
  ) {
    self.operation = operation
    self.arguments = arguments
    self.elementType = _typeName(elementType, qualified: true)
    self.callSite = callSite
    self.kind = kind
    self.parents = parents
    self.problem = problem
    self.attachment = attachment
  }

  /// A narrow operator, as the inlinable operators make them.
  @usableFromInline
  convenience init(
    narrow operation: StaticString, of elementType: Any.Type, from parent: LineageNode, _ file: StaticString,
    _ line: UInt
  ) {
    self.init(operation.description, of: elementType, at: CallSite(file, line), kind: .narrow, parents: [parent])
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
    return "\(call) of \(elementType) at \(callSite)"
  }
}

/// What happens at a shuffle: how a map task writes, and how many reducers there are to be.
package struct ShuffleDependency: Sendable {
  /// What the program asked for; nil leaves it to the driver.
  package let requestedPartitions: Int?
  /// Runs one partition of the parent and writes its records to the reducers they belong to.
  package let write: @Sendable (LineageNode, TaskContext, Int, ShuffleWriter) throws -> Void
}
