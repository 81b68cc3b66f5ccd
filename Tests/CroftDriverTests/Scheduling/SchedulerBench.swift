import CroftDriver
import CroftProtocol

/// A scheduler on the bench: events go in by short names, and what it wants done comes out as text, so that a test
/// reads like a log. An attempt is written `job.stage.partition#number`.
final class SchedulerBench {
  var scheduler: JobScheduler

  /// - Parameter slots: of executors 1, 2 and so on.
  init(slots: [Int] = [1], policy: RetryPolicy = RetryPolicy()) {
    scheduler = JobScheduler(policy: policy)
    for (index, count) in slots.enumerated() { join(index + 1, slots: count) }
  }

  func join(_ executor: Int, slots: Int = 1) {
    scheduler.executorGranted(ExecutorID(executor), slots: slots)
    scheduler.executorReady(ExecutorID(executor))
  }

  /// Submits a job in which each stage reads the one before it.
  func submit(_ job: UInt32 = 1, stages: [Int], startsSmall: Bool = false) {
    let shapes = stages.enumerated().map { index, count in
      JobShape.Stage(partitionCount: count, parents: index == 0 ? [] : [index - 1])
    }
    scheduler.submit(JobID(job), JobShape(stages: shapes, startsSmall: startsSmall))
  }

  @discardableResult
  func succeed(_ attempt: TaskAttempt, on executor: Int = 1, nanoseconds: UInt64 = 1000) -> Bool {
    scheduler.succeeded(attempt, on: ExecutorID(executor), nanoseconds: nanoseconds)
  }

  func fail(
    _ attempt: TaskAttempt, on executor: Int = 1, _ kind: TaskFailure.Kind = .userError, lost: TaskAttempt? = nil,
    atMilliseconds now: UInt64 = 0
  ) {
    let failure = TaskFailure(kind: kind, errorType: "Oops", message: "it broke", lostOutput: lost)
    scheduler.failed(attempt, on: ExecutorID(executor), failure, atNanoseconds: now * 1_000_000)
  }

  func close(_ executor: Int) { scheduler.executorClosing(ExecutorID(executor)) }

  func lose(_ executor: Int, isExpected: Bool = false) {
    scheduler.executorLost(ExecutorID(executor), reason: "signal 9", isExpected: isExpected)
  }

  func handBack(_ attempts: [TaskAttempt], by executor: Int = 1) {
    scheduler.revoked(attempts, by: ExecutorID(executor))
  }

  func timer(atMilliseconds now: UInt64) { scheduler.timerFired(atNanoseconds: now * 1_000_000) }

  func cancel(_ job: UInt32 = 1) {
    scheduler.cancel(JobID(job), because: JobError(.cancelled, "cancelled"))
  }

  func actions() -> [String] { scheduler.takeActions().map(\.text) }

  /// The error of the one job that fails now.
  func jobError() -> JobError? {
    for case .jobFailed(_, let error) in scheduler.takeActions() { return error }
    return nil
  }
}

extension TaskAttempt: ExpressibleByStringLiteral {
  public init(stringLiteral text: String) {
    let parts = text.split { $0 == "." || $0 == "#" }.compactMap { Int($0) }
    precondition(parts.count == 4, "\(text) is not job.stage.partition#number")
    self.init(
      task: TaskID(job: JobID(UInt32(parts[0])), stage: parts[1], partition: parts[2]), number: parts[3])
  }

  var text: String { "\(task.job).\(task.stage).\(task.partition)#\(number)" }
}

extension SchedulerAction {
  fileprivate var text: String {
    switch self {
    case .define(let job, let executor): "define \(job) on \(executor)"
    case .sendMapOutputs(let outputs, let executor):
      "outputs of \(outputs.job).\(outputs.stage) \(outputs.attempts) to \(executor)"
    case .run(let attempt, let executor): "run \(attempt.text) on \(executor)"
    case .revoke(let attempts, let executor):
      "revoke \(attempts.map(\.text).joined(separator: " ")) on \(executor)"
    case .endJob(let job, let executor): "end \(job) on \(executor)"
    case .jobSucceeded(let job): "job \(job) succeeded"
    case .jobFailed(let job, let error): "job \(job) failed: \(error)"
    case .replaceExecutor: "replace an executor"
    case .wake(let time): "wake at \(time / 1_000_000) ms"
    case .report(.executorLost(let executor, let reason, let count)):
      "lost executor \(executor): \(reason), \(count) to repeat"
    case .report(.retrying(let attempt, let executor, _, let delay)):
      "retry of \(attempt.text) on \(executor) in \(delay / 1_000_000) ms"
    case .report(.recomputing(let attempt, _)): "recompute \(attempt.text)"
    }
  }
}
