import CroftDataset
import CroftProtocol

/// A job's stage graph with its sources cut into pieces: all that the driver needs to hand out tasks.
struct JobPlan: Sendable {
  let graph: StageGraph
  let shape: JobShape
  let partitionCounts: PartitionCounts
  private let inputs: StageInputs

  /// Looks at the input and decides how many partitions each stage has, and how to compute what there are several ways
  /// for.
  ///
  /// - Throws: the first operator's problem, or what is wrong with the input.
  init(endingAt action: LineageNode, startsSmall: Bool, services: any PlanningServices & Sendable) throws {
    var splits = PlannedSplits(services)
    graph = try StageGraph(endingAt: action) { node, choice in
      try splits.plan(below: node)
      return choice.choose(node.parents, splits)
    }
    for node in graph.operators {
      if let problem = node.problem { throw OperatorProblem(node: node.description, problem: problem) }
      try splits.plan(node)
    }
    let counts = try PartitionCounts(of: graph, parallelism: services.parallelism) { splits[$0].count }
    let stages = graph.stages.map { JobShape.Stage(partitionCount: counts[$0.terminal.parent], parents: $0.parents) }
    for stage in stages.dropLast() where stage.partitionCount > Self.maximumMapTasks {
      throw TooManyMapTasks(asked: stage.partitionCount, allowed: Self.maximumMapTasks)
    }
    for stage in graph.stages where stage.sources.count > TooManySources.allowed {
      throw TooManySources(asked: stage.sources.count)
    }
    shape = JobShape(stages: stages, startsSmall: startsSmall)
    partitionCounts = counts
    inputs = StageInputs(graph, counts, splits)
  }

  /// Readers are told of all map outputs in one frame, two bytes for each.
  private static let maximumMapTasks = TaskChannel.maximumFrameBytes / 4

  /// Writes what the sources of a stage need to read one partition: a `TaskInput` for each piece.
  func encodeInputs(stage: Int, partition: Int, into writer: inout ByteWriter) {
    inputs.encode(stage: stage, partition: partition, into: &writer)
  }
}

/// More sources in one stage than a task's pieces of input can name.
struct TooManySources: Error, Equatable, CustomStringConvertible {
  let asked: Int

  /// A piece of input names its source in two bytes.
  static let allowed = Int(UInt16.max) + 1

  var description: String {
    """
    \(asked) sources are read in one stage; \(Self.allowed) are allowed: give a source several paths, instead of \
    uniting a dataset for each
    """
  }
}

/// More tasks before a shuffle than readers can be told of.
struct TooManyMapTasks: Error, CustomStringConvertible {
  let asked: Int
  let allowed: Int

  var description: String { "a shuffle of \(asked) partitions; \(allowed) are allowed: use fewer" }
}
