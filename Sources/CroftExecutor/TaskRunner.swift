import CroftDataset
import CroftLinux
import CroftProtocol

/// Runs one task and says how it went. A trap in the user's code ends the process; everything else comes back as a
/// frame.
enum TaskRunner {
  static func run(_ assignment: TaskAssignment, of job: ExecutorJob) -> ExecutorFrame {
    let start = MonotonicTime.nowNanoseconds
    do {
      let result = try compute(assignment, of: job)
      let nanoseconds = MonotonicTime.nowNanoseconds - start
      return .succeeded(TaskSuccess(attempt: assignment.attempt, runNanoseconds: nanoseconds, result: result))
    } catch {
      return .failed(assignment.attempt, failure(for: error))
    }
  }

  private static func compute(_ assignment: TaskAssignment, of job: ExecutorJob) throws -> TaskResult {
    let program = try job.loadedProgram()
    let attempt = assignment.attempt
    let (stage, partition) = (Int(attempt.task.stage), Int(attempt.task.partition))
    guard stage < program.graph.stages.count else { throw MalformedBytes("the job has no stage \(stage)") }
    let context = TaskContext(
      attempt: attempt, graph: program.graph, inputs: assignment.inputs,
      services: TaskMachine(job: job, attempt: attempt))
    if job.isCancelled { throw TaskCancelled() }
    let terminal = program.graph.stages[stage].terminal
    guard case .shuffle(let shuffle) = terminal.kind else {
      return try deliver(try program.runResultTask(context, partition), of: attempt, job)
    }
    let reducerCounts = job.definition.reducerCounts
    guard stage < reducerCounts.count, reducerCounts[stage] > 0 else {
      throw MalformedBytes("the driver did not say how many reducers stage \(stage) has")
    }
    let writer = ShuffleWriter(reducerCount: Int(reducerCounts[stage]))
    try shuffle.write(terminal, context, partition, writer)
    try BlockFileWriter.write(writer.reducerCount, to: job.paths.mapOutput(attempt)) { try writer.withBlock($0, $1) }
    return .inline([])
  }

  private static func deliver(_ result: [UInt8], of attempt: TaskAttempt, _ job: ExecutorJob) throws -> TaskResult {
    guard result.count > TaskChannel.maximumInlineResultBytes else { return .inline(result) }
    let name = ScratchPaths.resultName(attempt)
    try BlockFileWriter.write(1, to: job.paths.result(named: name, of: attempt.task.job)) { _, write in
      try result.withUnsafeBytes { try write($0) }
    }
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
