import CroftDataset
import CroftProtocol

/// A job's stage graph with its sources cut into pieces: all that the driver needs to hand out tasks.
struct JobPlan: Sendable {
  let graph: StageGraph
  let shape: JobShape
  /// For each stage, the splits of its sources.
  private let splits: [[any SourceSplits]]

  /// Looks at the input and decides how many partitions each stage has.
  ///
  /// - Throws: the first operator's problem, or what is wrong with the input.
  init(endingAt action: LineageNode, startsSmall: Bool, services: any PlanningServices) throws {
    graph = StageGraph(endingAt: action)
    for node in graph.operators {
      if let problem = node.problem { throw OperatorProblem(node: node.description, problem: problem) }
    }
    splits = try graph.stages.map { stage in
      try stage.sources.map { source in
        guard case .source(let planner) = source.kind else { preconditionFailure("\(source) is not a source") }
        return try planner.plan(with: services)
      }
    }
    var stages: [JobShape.Stage] = []
    for (index, stage) in graph.stages.enumerated() {
      let count =
        switch stage.leaf {
        case .source(let source): splits[index][source].count
        case .stage(let parent): Self.reducers(of: graph.stages[parent], services)
        }
      stages.append(JobShape.Stage(partitionCount: count, parents: stage.parents))
    }
    shape = JobShape(stages: stages, startsSmall: startsSmall)
    reducerCounts = graph.stages.map { UInt32($0.isResult ? 0 : Self.reducers(of: $0, services)) }
  }

  /// For each stage, how many blocks a map task's output has.
  let reducerCounts: [UInt32]

  /// What the sources of a stage need to read one partition.
  func inputs(stage: Int, partition: Int) -> [[UInt8]] {
    splits[stage].map { $0.encoded(partition) }
  }

  private static func reducers(of stage: StageGraph.Stage, _ services: any PlanningServices) -> Int {
    guard case .shuffle(let shuffle) = stage.terminal.kind else { preconditionFailure("only a map stage has reducers") }
    return shuffle.requestedPartitions ?? services.parallelism
  }
}

/// An operator that can't run.
struct OperatorProblem: Error, CustomStringConvertible {
  let node: String
  let problem: any Error

  var description: String { "\(node): \(problem)" }
}
