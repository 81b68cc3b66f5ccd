/// A lineage cut at its shuffles. Driver and executor build it from the same lineage and get the same numbers.
package struct StageGraph: Sendable {
  package struct Stage: Sendable {
    /// The shuffle whose map side this is, or the action.
    package let terminal: LineageNode
    /// The sources read in this stage, in the order in which the lineage is walked.
    package let sources: [LineageNode]
    /// The stages whose output is read in this one.
    package let parents: [Int]
    /// The leaf that says how many partitions the stage has.
    package let leaf: Leaf

    package var isResult: Bool {
      if case .action = terminal.kind { true } else { false }
    }
  }

  /// Where a stage's partitions come from.
  package enum Leaf: Sendable {
    /// The splits of this one of the stage's sources.
    case source(Int)
    /// The reducers of this stage's shuffle.
    case stage(Int)
  }

  /// Every stage after those it reads; the last one is the action's.
  package private(set) var stages: [Stage] = []
  /// Every operator once, each after its parents.
  package private(set) var operators: [LineageNode] = []

  private var shuffleStages: [ObjectIdentifier: Int] = [:]
  private var operatorIndexes: [ObjectIdentifier: Int] = [:]

  /// - Parameter action: the last node of a lineage.
  package init(endingAt action: LineageNode) {
    addStage(endingAt: action)
  }

  /// The map stage of a shuffle.
  package func stage(writing shuffle: LineageNode) -> Int? { shuffleStages[ObjectIdentifier(shuffle)] }

  /// The fingerprint: one line for each operator, with its place, type, call site and parents.
  package var fingerprint: [String] {
    operators.map { node in
      let parents = node.parents.map { String(operatorIndexes[ObjectIdentifier($0)] ?? -1) }
      return "\(node) from [\(parents.joined(separator: ", "))]"
    }
  }

  @discardableResult
  private mutating func addStage(endingAt terminal: LineageNode) -> Int {
    var walk = StageWalk()
    for parent in terminal.parents { visit(parent, &walk) }
    addOperator(terminal)
    guard let leaf = walk.leaf else { preconditionFailure("a lineage starts at a source: \(terminal)") }
    stages.append(Stage(terminal: terminal, sources: walk.sources, parents: walk.parents, leaf: leaf))
    return stages.count - 1
  }

  private mutating func visit(_ node: LineageNode, _ walk: inout StageWalk) {
    switch node.kind {
    case .source:
      if !walk.sources.contains(where: { $0 === node }) { walk.sources.append(node) }
      walk.leaf = walk.leaf ?? .source(walk.sources.count - 1)
      addOperator(node)
    case .shuffle:
      let stage = shuffleStages[ObjectIdentifier(node)] ?? addStage(endingAt: node)
      shuffleStages[ObjectIdentifier(node)] = stage
      if !walk.parents.contains(stage) { walk.parents.append(stage) }
      walk.leaf = walk.leaf ?? .stage(stage)
    case .narrow:
      for parent in node.parents { visit(parent, &walk) }
      addOperator(node)
    case .action:
      preconditionFailure("an action is never another operator's parent: \(node)")
    }
  }

  private mutating func addOperator(_ node: LineageNode) {
    guard operatorIndexes[ObjectIdentifier(node)] == nil else { return }
    operatorIndexes[ObjectIdentifier(node)] = operators.count
    operators.append(node)
  }
}

/// What is found between a stage's end and the places where it reads.
private struct StageWalk {
  var sources: [LineageNode] = []
  var parents: [Int] = []
  var leaf: StageGraph.Leaf?
}
