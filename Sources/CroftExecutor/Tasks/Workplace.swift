import CroftDataset
import CroftProtocol

/// What the tasks of one stage need on one slot. Kept from one task to the next, because making it costs several times
/// as much as an empty task.
struct Workplace {
  private let job: ExecutorJob
  private let stage: Int
  private let program: JobProgram
  private let terminal: LineageNode
  private let machine: TaskMachine
  private let context: TaskContext

  /// - Parameters:
  ///   - batch: tasks of the stage.
  ///   - slot: which of the executor's slots it is.
  /// - Throws: why the job can't be had, or has no such stage.
  init(for batch: TaskBatch, _ resources: ExecutorResources, slot: Int = 0) throws {
    (job, stage) = (batch.job, Int(batch.attempts.stage))
    program = try job.loadedProgram()
    guard stage < program.graph.stages.count else {
      throw MalformedBytes("the job has no stage \(stage)")
    }
    terminal = program.graph.stages[stage].terminal
    let attempt = batch.attempts[batch.attempts.startIndex]
    machine = TaskMachine(job: job, attempt: attempt, slot: slot, resources)
    context = TaskContext(
      attempt: attempt, graph: program.graph, partitionCounts: job.definition.partitionCounts,
      inputs: TaskInputs([]), services: machine)
  }

  /// Whether tasks of the batch can run here.
  func serves(_ batch: TaskBatch) -> Bool {
    batch.job === job && Int(batch.attempts.stage) == stage
  }

  /// - Parameter memoryBytes: what the attempt's commands may have; nil for as much as there is.
  /// - Returns: the success, without its time.
  func run(_ attempt: TaskAttempt, _ inputs: TaskInputs, memoryBytes: Int? = nil) throws -> TaskSuccess {
    machine.begin(attempt, memoryBytes: memoryBytes)
    defer { machine.end() }
    context.begin(attempt, inputs)
    try context.checkCancellation()
    let result = try compute(attempt)
    return TaskSuccess(
      attempt: attempt, runNanoseconds: 0, metrics: context.metrics,
      accumulators: try context.accumulatorUpdates(),
      result: result, end: machine.commandsEnd)
  }

  private func compute(_ attempt: TaskAttempt) throws -> TaskResult {
    let partition = Int(attempt.task.partition)
    guard case .shuffle(let shuffle) = terminal.kind else {
      return try deliver(try program.runResultTask(context, partition), of: attempt)
    }
    let output = try BlockFileOutput(path: job.paths.mapOutput(attempt), meter: job.meter)
    try shuffle.write(terminal, context, partition, output)
    try output.commit()
    context.metrics.shuffleWrittenBytes += UInt64(output.writtenBytes)
    return .inline([])
  }

  private func deliver(_ result: [UInt8], of attempt: TaskAttempt) throws -> TaskResult {
    guard result.count > TaskChannel.maximumInlineResultBytes else { return .inline(result[...]) }
    let name = JobPaths.resultName(attempt)
    let file = try BlockFileOutput(path: job.paths.result(named: name), meter: job.meter)
    try result.withUnsafeBytes { try file.append($0) }
    try file.commit()
    return .file(name: name)
  }
}
