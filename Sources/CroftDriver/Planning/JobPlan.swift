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
    for stage in stages.dropLast() where stage.partitionCount > Self.maximumMapTasks {
      throw TooManyMapTasks(asked: stage.partitionCount, allowed: Self.maximumMapTasks)
    }
    shape = JobShape(stages: stages, startsSmall: startsSmall)
    reducerCounts = graph.stages.map { UInt32($0.isResult ? 0 : Self.reducers(of: $0, services)) }
  }

  /// Readers are told of all map outputs in one frame, two bytes for each.
  private static let maximumMapTasks = TaskChannel.maximumFrameBytes / 4

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

/// More tasks before a shuffle than readers can be told of.
struct TooManyMapTasks: Error, CustomStringConvertible {
  let asked: Int
  let allowed: Int

  var description: String { "a shuffle of \(asked) partitions; \(allowed) are allowed: use fewer" }
}

/// An operator that can't run.
struct OperatorProblem: Error, CustomStringConvertible {
  let node: String
  let problem: any Error

  var description: String { "\(node): \(problem)" }
}
