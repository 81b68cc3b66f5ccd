import CroftDataset
import CroftProtocol

/// Which pieces of input each task of each stage reads.
struct StageInputs: Sendable {
  private let graph: StageGraph
  private let counts: PartitionCounts
  /// Those of each stage's sources.
  private let splits: [[any SourceSplits]]
  /// Whether every operator of the stage reads its parents partition for partition, as nearly all do.
  private let isOneToOne: [Bool]

  init(_ graph: StageGraph, _ counts: PartitionCounts, _ splits: PlannedSplits) {
    self.graph = graph
    self.counts = counts
    self.splits = graph.stages.map { stage in stage.sources.map { splits[$0] } }
    isOneToOne = graph.stages.map { stage in
      var visited: Set<ObjectIdentifier> = []
      return Self.isOneToOne(stage.terminal.parent, graph, &visited)
    }
  }

  /// Writes, with `TaskInput.encode`, each piece that a task reads.
  func encode(stage number: Int, partition: Int, into writer: inout ByteWriter) {
    guard !isOneToOne[number] else {
      for source in splits[number].indices { encode(source, partition, ofStage: number, into: &writer) }
      return
    }
    let stage = graph.stages[number]
    var walk = Walk()
    collect(stage.terminal.parent, partition, stage, &walk)
    for input in walk.inputs { encode(input.source, input.partition, ofStage: number, into: &writer) }
  }

  private struct Walk {
    struct Visit: Hashable {
      let node: ObjectIdentifier
      let partition: Int
    }

    var visited: Set<Visit> = []
    var inputs: [(source: Int, partition: Int)] = []
  }

  private func encode(_ source: Int, _ partition: Int, ofStage stage: Int, into writer: inout ByteWriter) {
    TaskInput.encode(source: UInt16(source), partition: UInt32(partition), into: &writer) {
      splits[stage][source].encode(partition, into: &$0)
    }
  }

  private func collect(
    _ node: LineageNode, _ partition: Int, _ stage: StageGraph.Stage, _ walk: inout Walk
  ) {
    guard walk.visited.insert(Walk.Visit(node: ObjectIdentifier(node), partition: partition)).inserted else { return }
    switch node.kind {
    case .shuffle, .action: return
    case .choice: collect(graph.liveParents(of: node)[0], partition, stage, &walk)
    case .source:
      guard let source = stage.sources.firstIndex(where: { $0 === node }) else { return }
      walk.inputs.append((source, partition))
    case .narrow(let dependency):
      for input in dependency.inputs(of: partition, parents: node.parents.map { counts[$0] }) {
        for parentPartition in input.partitions {
          collect(node.parents[input.parent], parentPartition, stage, &walk)
        }
      }
    }
  }

  private static func isOneToOne(
    _ node: LineageNode, _ graph: StageGraph, _ visited: inout Set<ObjectIdentifier>
  ) -> Bool {
    // What was seen before has been, or is being, looked at.
    guard visited.insert(ObjectIdentifier(node)).inserted else { return true }
    switch node.kind {
    case .source, .shuffle, .action: return true
    case .choice: return isOneToOne(graph.liveParents(of: node)[0], graph, &visited)
    case .narrow(let dependency):
      return dependency == .oneToOne && node.parents.allSatisfy { isOneToOne($0, graph, &visited) }
    }
  }
}
