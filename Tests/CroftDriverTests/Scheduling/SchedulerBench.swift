import CroftDriver
import CroftProtocol

/// A scheduler on the bench: events go in by short names, and what it wants done comes out as text, so that a test
/// reads like a log. An attempt is written `job.stage.partition#number`. Time stands still unless a test moves it.
final class SchedulerBench {
  var scheduler: JobScheduler
  private var nowNanoseconds: UInt64 = 0
  /// The counters of the jobs that have ended.
  private(set) var counters: [JobID: JobCounters] = [:]

  /// - Parameter slots: of executors 1, 2 and so on.
  init(slots: [Int] = [1], policy: SchedulerPolicy = SchedulerPolicy()) {
    scheduler = JobScheduler(policy: policy)
    for (index, count) in slots.enumerated() { join(index + 1, slots: count) }
  }

  convenience init(slots: [Int] = [1], retry: RetryPolicy) {
    var policy = SchedulerPolicy()
    policy.retry = retry
    self.init(slots: slots, policy: policy)
  }

  func join(_ executor: Int, slots: Int = 1, memoryBytes: Int = 1) {
    scheduler.executorGranted(ExecutorID(executor), slots: slots, memoryBytes: memoryBytes)
    scheduler.executorReady(ExecutorID(executor))
  }

  /// Submits a job in which each stage reads the one before it.
  func submit(
    _ job: UInt32 = 1, stages: [Int], startsSmall: Bool = false, pool: String = PoolPolicy.defaultPool,
    policy: JobPolicy = JobPolicy()
  ) {
    let shapes = stages.enumerated().map { index, count in
      JobShape.Stage(partitionCount: count, parents: index == 0 ? [] : [index - 1])
    }
    scheduler.submit(JobID(job), JobShape(stages: shapes, startsSmall: startsSmall), pool: pool, policy: policy)
  }

  func submit(_ job: UInt32 = 1, _ stages: [JobShape.Stage]) {
    scheduler.submit(JobID(job), JobShape(stages: stages))
  }

  /// - Returns: whether it is a part of the result.
  @discardableResult
  func succeed(_ attempt: TaskAttempt, on executor: Int = 1, nanoseconds: UInt64 = 1000) -> Bool {
    outcome(of: attempt, on: executor, nanoseconds: nanoseconds) == .counted(isResult: true, isFirst: true)
  }

  func outcome(of attempt: TaskAttempt, on executor: Int = 1, nanoseconds: UInt64 = 1000) -> SuccessOutcome {
    scheduler.succeeded(attempt, on: ExecutorID(executor), nanoseconds: nanoseconds)
  }

  func fail(
    _ attempt: TaskAttempt, on executor: Int = 1, _ kind: TaskFailure.Kind = .userError, lost: TaskAttempt? = nil,
    atMilliseconds now: UInt64 = 0
  ) {
    let failure = TaskFailure(kind: kind, errorType: "Oops", message: "it broke", lostOutput: lost)
    scheduler.failed(attempt, on: ExecutorID(executor), failure, atNanoseconds: now * 1_000_000)
  }

  func failToStart(_ executor: Int) {
    scheduler.executorFailedToStart(ExecutorID(executor), reason: "no such directory")
  }

  func close(_ executor: Int) { scheduler.executorClosing(ExecutorID(executor)) }

  func lose(_ executor: Int, cause: ExecutorLossCause = .crashed) {
    scheduler.executorLost(ExecutorID(executor), reason: "signal 9", cause: cause)
  }

  /// Wants executors back, of those given with how many partitions they hold.
  func reclaim(_ count: Int, among cached: [Int: Int], byMilliseconds deadline: UInt64) {
    let candidates = cached.map { ReclaimCandidate(id: ExecutorID($0.key), cachedPartitions: $0.value) }
    scheduler.reclaim(count, among: candidates, deadlineNanoseconds: deadline * 1_000_000)
  }

  func handBack(_ attempts: [TaskAttempt], by executor: Int = 1) {
    scheduler.revoked(attempts, by: ExecutorID(executor))
  }

  func timer(atMilliseconds now: UInt64) {
    pass(toMilliseconds: now)
    scheduler.timerFired(atNanoseconds: now * 1_000_000)
  }

  func pass(toMilliseconds now: UInt64) { nowNanoseconds = max(nowNanoseconds, now * 1_000_000) }

  func cancel(_ job: UInt32 = 1) {
    scheduler.cancel(JobID(job), because: JobError(.cancelled, "cancelled"))
  }

  func actions() -> [String] { take().flatMap(\.texts) }

  func actions(atMilliseconds now: UInt64) -> [String] {
    timer(atMilliseconds: now)
    return actions()
  }

  /// The error of the one job that fails now.
  func jobError() -> JobError? {
    for case .jobFailed(_, let error, _) in take() { return error }
    return nil
  }

  private func take() -> [SchedulerAction] {
    let actions = scheduler.takeActions(atNanoseconds: nowNanoseconds)
    for action in actions {
      switch action {
      case .jobSucceeded(let job, let counters), .jobFailed(let job, _, let counters): self.counters[job] = counters
      default: break
      }
    }
    return actions
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
  /// One line, or one for each attempt that is run.
  fileprivate var texts: [String] {
    guard case .run(let attempts, let executor, let memoryBytes) = self else { return [text] }
    let memory = memoryBytes.map { " with \($0)" } ?? ""
    return attempts.map { "run \($0.text) on \(executor)\(memory)" }
  }

  private var text: String {
    switch self {
    case .define(let job, let executor): "define \(job) on \(executor)"
    case .sendMapOutputs(let outputs, let executor):
      "outputs of \(outputs.job).\(outputs.stage) \(outputs.attempts) to \(executor)"
    case .run(let attempts, let executor, _): "run \(attempts) on \(executor)"
    case .revoke(let attempts, let executor):
      "revoke \(attempts.map(\.text).joined(separator: " ")) on \(executor)"
    case .cancelAttempts(let attempts, let executor):
      "cancel \(attempts.map(\.text).joined(separator: " ")) on \(executor)"
    case .endJob(let job, let executor): "end \(job) on \(executor)"
    case .taskExhausted(let task):
      "\(task.attempt.text) was the last of \(task.attempts): \(task.failure.kind), \(task.failure.message)"
    case .taskFailedJob(let task): "\(task.attempt.text) was too much: \(task.failure.kind), \(task.failure.message)"
    case .jobSucceeded(let job, _): "job \(job) succeeded"
    case .jobFailed(let job, let error, _): "job \(job) failed: \(error)"
    case .replaceExecutor(1): "replace an executor"
    case .replaceExecutor(let factor): "replace an executor by one of \(factor) times the memory"
    case .requestExecutors(let count, 1): "request \(count)"
    case .requestExecutors(let count, let factor): "request \(count) of \(factor) times the memory"
    case .killExecutor(let executor, let reason): "kill executor \(executor): \(reason)"
    case .releaseExecutor(let executor): "release executor \(executor)"
    case .wake(let time): "wake at \(time / 1_000_000) ms"
    case .report(let report): report.text
    }
  }
}

extension SchedulerReport {
  fileprivate var text: String {
    switch self {
    case .executorLost(let executor, let reason, let count): "lost executor \(executor): \(reason), \(count) to repeat"
    case .executorExcluded(let executor, let count): "executor \(executor) is excluded after \(count) failures"
    case .retrying(let attempt, let executor, _, let delay):
      "retry of \(attempt.text) on \(executor) in \(delay / 1_000_000) ms"
    case .retryingWithMoreMemory(let attempt, let executor, let factor):
      "retry of \(attempt.text) on \(executor) with \(factor) times the memory"
    case .retryingCommandWithMoreMemory(let attempt, let executor, let bytes):
      "retry of \(attempt.text) on \(executor) with \(bytes.map(String.init) ?? "the same") for its command"
    case .makingRoom(let executor, let bytes, let count): "\(executor) makes room for \(bytes) after \(count)"
    case .retryingAfterTimeout(let attempt, let executor): "\(attempt.text) timed out on \(executor)"
    case .recomputing(let attempt, _): "recompute \(attempt.text)"
    case .waking(let job, let stages, _): "wake stages \(stages) of \(job)"
    case .givingBack(let executor, let tasks): "giving back \(executor) after \(tasks)"
    case .keeping(let executor): "keeping \(executor)"
    case .speculating(let attempt, let executor): "speculate \(attempt.text) on \(executor)"
    }
  }
}
