import CroftDataset
import CroftLinux
import CroftProtocol

/// Runs one task and says how it went. A trap in the user's code ends the process; everything else comes back as a
/// frame.
enum TaskRunner {
  static func run(
    _ assignment: TaskAssignment, of job: ExecutorJob, with resources: ExecutorResources
  ) -> ExecutorFrame {
    let start = MonotonicTime.nowNanoseconds
    do {
      var success = try compute(assignment, of: job, with: resources)
      success.runNanoseconds = MonotonicTime.nowNanoseconds - start
      return .succeeded(success)
    } catch {
      return .failed(assignment.attempt, failure(for: error))
    }
  }

  private static func compute(
    _ assignment: TaskAssignment, of job: ExecutorJob, with resources: ExecutorResources
  ) throws -> TaskSuccess {
    let program = try job.loadedProgram()
    let attempt = assignment.attempt
    let (stage, partition) = (Int(attempt.task.stage), Int(attempt.task.partition))
    guard stage < program.graph.stages.count else { throw MalformedBytes("the job has no stage \(stage)") }
    let machine = TaskMachine(
      job: job, attempt: attempt, memory: PooledTaskMemory(of: resources),
      cache: TaskCache(resources.cache, ScratchPaths(root: job.definition.scratch)))
    let context = TaskContext(
      attempt: attempt, graph: program.graph, partitionCounts: job.definition.partitionCounts,
      inputs: assignment.inputs, services: machine)
    try context.checkCancellation()
    let result: TaskResult
    let terminal = program.graph.stages[stage].terminal
    if case .shuffle(let shuffle) = terminal.kind {
      let output = try BlockFileOutput(path: job.paths.mapOutput(attempt), meter: job.meter)
      try shuffle.write(terminal, context, partition, output)
      try output.commit()
      context.metrics.shuffleWrittenBytes += UInt64(output.writtenBytes)
      result = .inline([])
    } else {
      result = try deliver(try program.runResultTask(context, partition), of: attempt, job)
    }
    return TaskSuccess(
      attempt: attempt, runNanoseconds: 0, metrics: context.metrics, accumulators: try context.accumulatorUpdates(),
      result: result)
  }

  private static func deliver(_ result: [UInt8], of attempt: TaskAttempt, _ job: ExecutorJob) throws -> TaskResult {
    guard result.count > TaskChannel.maximumInlineResultBytes else { return .inline(result) }
    let name = JobPaths.resultName(attempt)
    let file = try BlockFileOutput(path: job.paths.result(named: name), meter: job.meter)
    try result.withUnsafeBytes { try file.append($0) }
    try file.commit()
    return .file(name: name)
  }

  private static func failure(for error: any Error) -> TaskFailure {
    switch error {
    case let failure as TaskFailure: failure
    case is TaskCancelled: TaskFailure(kind: .cancelled, errorType: "TaskCancelled", message: "the job has ended")
    case let error as SystemError where error.isDiskFull: TaskFailure(error, kind: .diskFull)
    case is SystemError, is MalformedBytes: TaskFailure(error, kind: .environment)
    default: TaskFailure(error, kind: .userError)
    }
  }
}
