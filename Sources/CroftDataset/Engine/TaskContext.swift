public import CroftProtocol

/// What a running task knows: which one it is, what its sources read, and the executor it runs in.
///
/// Operators hand it on; a program sees it only as the first parameter of closures inside the library. Belongs to the
/// one thread that runs the task.
public final class TaskContext {
  package private(set) var attempt: TaskAttempt
  package let graph: StageGraph
  /// How many partitions each operator of the graph has, by its place.
  package let partitionCounts: [UInt32]
  /// The pieces of input that this task reads, of whichever sources.
  package private(set) var inputs: TaskInputs
  package let services: any TaskServices
  /// What the task moves; its parts count here as they go.
  package var metrics = TaskMetrics()
  /// What the task adds to accumulators, by the place of the operator that adds.
  package var accumulators: [Int: any AccumulatorState] = [:]

  package init(
    attempt: TaskAttempt, graph: StageGraph, partitionCounts: [UInt32], inputs: TaskInputs,
    services: any TaskServices
  ) {
    self.attempt = attempt
    self.graph = graph
    self.partitionCounts = partitionCounts
    self.inputs = inputs
    self.services = services
  }

  /// Makes this the context of another task of the same stage, as if it were new.
  package func begin(_ attempt: TaskAttempt, _ inputs: TaskInputs) {
    self.attempt = attempt
    self.inputs = inputs
    metrics = TaskMetrics()
    if !accumulators.isEmpty { accumulators = [:] }
  }

  /// Throws when the job has ended meanwhile. Sources call it now and then; that is how a task is stopped.
  @usableFromInline
  package func checkCancellation() throws {
    if services.isCancelled { throw TaskCancelled() }
  }

  /// The piece of input that `source` reads for one of its partitions.
  package func input(of source: LineageNode, _ partition: Int) throws -> ArraySlice<UInt8> {
    guard let place = graph.stages[Int(attempt.task.stage)].sources.firstIndex(where: { $0 === source }),
      let piece = try inputs.piece(ofSource: place, partition)
    else { throw MalformedBytes("no input was sent for partition \(partition) of \(source)") }
    return piece
  }

  /// How many partitions an operator has.
  @usableFromInline
  package func partitionCount(of node: LineageNode) -> Int {
    guard let index = graph.index(of: node), index < partitionCounts.count else {
      preconditionFailure("\(node) is not in this job")
    }
    return Int(partitionCounts[index])
  }

  /// Which of their partitions a narrow operator's partition reads, by parent.
  @usableFromInline
  package func narrowInputs(of node: LineageNode, _ partition: Int) -> [(parent: Int, partitions: Range<Int>)] {
    guard case .narrow(let dependency) = node.kind else { preconditionFailure("\(node) is not narrow") }
    return dependency.inputs(of: partition, parents: node.parents.map { partitionCount(of: $0) })
  }

  /// Which of a choice's ways to compute it was chosen.
  @usableFromInline
  package func chosenParent(of node: LineageNode) -> Int {
    guard let chosen = graph.chosenParent(of: node) else { preconditionFailure("\(node) is no choice of this job") }
    return chosen
  }

  /// The outputs of a shuffle's map tasks, in the order of their partitions.
  package func mapOutputs(of shuffle: LineageNode) throws -> any MapOutputReader {
    guard let stage = graph.stage(writing: shuffle) else { preconditionFailure("\(shuffle) is not in this job") }
    return try services.mapOutputs(ofStage: stage)
  }

  /// Hands the blocks that a hash shuffle's map tasks wrote for `partition` to `body`, one after another.
  @usableFromInline
  package func readShuffle(
    _ shuffle: LineageNode, partition: Int, _ body: (inout ByteReader) throws -> Void
  ) throws {
    let blocks = try ShuffleBlocks(of: shuffle, partition, self)
    while var reader = try blocks.next() { try body(&reader) }
  }
}

/// Thrown inside a task whose job has ended.
package struct TaskCancelled: Error, Sendable {
  package init() {}
}

/// Thrown by an action that has seen enough of a partition, and caught by the same action.
@usableFromInline
struct StopProducing: Error {
  @usableFromInline init() {}
}
