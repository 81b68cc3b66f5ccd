/// A lineage cut at its shuffles. Driver and executor build it from the same lineage and get the same numbers.
///
/// A class, because every task refers to it.
package final class StageGraph: Sendable {
  package struct Stage: Sendable {
    /// The shuffle whose map side this is, or the action.
    package let terminal: LineageNode
    /// The sources read in this stage, in the order in which the lineage is walked.
    package let sources: [LineageNode]
    /// The stages whose output is read in this one.
    package let parents: [Int]

    package var isResult: Bool {
      if case .action = terminal.kind { true } else { false }
    }
  }

  /// Every stage after those it reads; the last one is the action's.
  package let stages: [Stage]
  /// Every operator once, each after its parents.
  package let operators: [LineageNode]
  /// What was chosen, in the order in which the choices are met.
  package let choices: [Int]

  private let shuffleStages: [ObjectIdentifier: Int]
  private let operatorIndexes: [ObjectIdentifier: Int]
  private let choiceIndexes: [ObjectIdentifier: Int]

  /// - Parameters:
  ///   - action: the last node of a lineage.
  ///   - choose: settles the next choice; asked once for each.
  package init(endingAt action: LineageNode, choosing choose: (LineageNode, LineageChoice) throws -> Int) rethrows {
    var cutting = LineageCutting()
    try cutting.addStage(endingAt: action, choose)
    stages = cutting.stages
    operators = cutting.operators
    choices = cutting.choices
    shuffleStages = cutting.shuffleStages
    operatorIndexes = cutting.operatorIndexes
    choiceIndexes = cutting.choiceIndexes
  }

  /// Makes the choices that the driver made.
  ///
  /// - Throws: `MalformedBytes` when there are fewer of them than places to choose, or one that isn't offered.
  package convenience init(endingAt action: LineageNode, choices: [UInt8]) throws {
    var rest = choices[...]
    try self.init(endingAt: action) { node, _ in
      guard let next = rest.popFirst(), Int(next) < node.parents.count else { throw MissingChoice(node: "\(node)") }
      return Int(next)
    }
  }

  /// The map stage of a shuffle.
  package func stage(writing shuffle: LineageNode) -> Int? { shuffleStages[ObjectIdentifier(shuffle)] }

  /// An operator's place in `operators`; nil for one that was not chosen.
  package func index(of node: LineageNode) -> Int? { operatorIndexes[ObjectIdentifier(node)] }

  /// Which of a choice's parents is computed.
  package func chosenParent(of node: LineageNode) -> Int? { choiceIndexes[ObjectIdentifier(node)].map { choices[$0] } }

  /// The parents that are computed: for a choice just one.
  package func liveParents(of node: LineageNode) -> [LineageNode] {
    chosenParent(of: node).map { [node.parents[$0]] } ?? node.parents
  }

  /// The fingerprint: one line for each operator, with its place, type, call site and parents.
  package var fingerprint: [String] {
    operators.map { node in
      let inputs = liveParents(of: node) + node.sideInputs
      let places = inputs.map { String(operatorIndexes[ObjectIdentifier($0)] ?? -1) }
      return "\(node) from [\(places.joined(separator: ", "))]"
    }
  }
}

/// A stage graph in the making.
private struct LineageCutting {
  var stages: [StageGraph.Stage] = []
  var operators: [LineageNode] = []
  var choices: [Int] = []
  var shuffleStages: [ObjectIdentifier: Int] = [:]
  var operatorIndexes: [ObjectIdentifier: Int] = [:]
  var choiceIndexes: [ObjectIdentifier: Int] = [:]

  typealias Choose = (LineageNode, LineageChoice) throws -> Int

  @discardableResult
  mutating func addStage(endingAt terminal: LineageNode, _ choose: Choose) rethrows -> Int {
    var walk = StageWalk()
    for parent in terminal.parents { try visit(parent, &walk, choose) }
    for side in terminal.sideInputs { try visit(side, &walk, choose) }
    addOperator(terminal)
    stages.append(StageGraph.Stage(terminal: terminal, sources: walk.sources, parents: walk.parents))
    return stages.count - 1
  }

  private mutating func visit(_ node: LineageNode, _ walk: inout StageWalk, _ choose: Choose) rethrows {
    guard walk.visited.insert(ObjectIdentifier(node)).inserted else { return }
    switch node.kind {
    case .source:
      walk.sources.append(node)
      addOperator(node)
    case .shuffle:
      let stage = try shuffleStages[ObjectIdentifier(node)] ?? addStage(endingAt: node, choose)
      shuffleStages[ObjectIdentifier(node)] = stage
      walk.parents.append(stage)
    case .narrow:
      for parent in node.parents + node.sideInputs { try visit(parent, &walk, choose) }
      addOperator(node)
    case .choice(let choice):
      let place = choiceIndexes[ObjectIdentifier(node)] ?? choices.count
      if place == choices.count { choices.append(try choose(node, choice)) }
      choiceIndexes[ObjectIdentifier(node)] = place
      try visit(node.parents[choices[place]], &walk, choose)
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
  var visited: Set<ObjectIdentifier> = []
  var sources: [LineageNode] = []
  var parents: [Int] = []
}

/// A choice that the driver did not make.
package struct MissingChoice: Error, CustomStringConvertible {
  let node: String
  package var description: String { "the driver did not choose how to compute \(node)" }
}
