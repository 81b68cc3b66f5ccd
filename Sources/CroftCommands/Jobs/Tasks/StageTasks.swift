import CroftDriver
import CroftProtocol

/// The tasks of one stage of a step, as its driver reported their attempts.
struct StageTasks {
  /// More tasks than that are no list for anyone; their driver could claim any number.
  static let mostTasks = 10_000_000

  let step: JobRecord
  let stage: StageRecord
  /// By partition, those that had attempts.
  private(set) var begun: [Int: TaskSummary] = [:]
  /// By partition, what runs.
  private var running: [Int: RunningAttempt] = [:]
  private let nowUnixMilliseconds: Int
  /// Whether nothing runs any more, also where the driver has not come to tell the end of the step.
  private let isJobOver: Bool
  /// Whether tasks without attempts were finished by an earlier run of the job, rather than never begun.
  var hasEarlierResults = false

  /// Reads all attempts that have ended: one call for each thousand of them.
  ///
  /// - Parameter running: what runs, asked for before, so that what ends meanwhile is known to have ended.
  init(
    _ step: JobRecord, _ stage: StageRecord, isJobOver: Bool, running: RunningTasks = RunningTasks(),
    from client: ManagerClient
  ) throws {
    self.init(step, stage, attempts: [], isJobOver: isJobOver, running: running)
    begun.reserveCapacity(min(stage.tasks, JobDirectory.pageLength))
    var after: Int?
    repeat {
      let page = try client.call(
        ListAttempts(
          application: step.application, job: step.number, stage: stage.number, after: after,
          limit: JobDirectory.pageLength))
      for attempt in page.elements { add(attempt) }
      after = page.next
    } while after != nil
  }

  /// For tests, and for a stage whose attempts come from elsewhere.
  init(
    _ step: JobRecord, _ stage: StageRecord, attempts: [AttemptSummary], isJobOver: Bool = false,
    running: RunningTasks = RunningTasks()
  ) {
    self.step = step
    self.stage = stage
    self.isJobOver = isJobOver
    nowUnixMilliseconds = running.nowUnixMilliseconds
    for attempt in running.attempts(of: stage) where (0..<Self.mostTasks).contains(attempt.partition) {
      self.running[attempt.partition] = attempt
    }
    for attempt in attempts { add(attempt) }
  }

  private mutating func add(_ attempt: AttemptSummary) {
    guard (0..<Self.mostTasks).contains(attempt.partition) else { return }
    let fresh = summary(attempt.partition, .waiting)
    begun[attempt.partition, default: fresh].add(attempt)
    // No other attempt of the task has the number on that executor: a new driver has new executors.
    if let running = running[attempt.partition], running.number == attempt.number, running.executor == attempt.executor
    {
      self.running[attempt.partition] = nil
    }
  }

  private func summary(_ partition: Int, _ state: TaskState) -> TaskSummary {
    TaskSummary(step: step.number, stage: stage.number, task: partition + 1, state: state)
  }

  var count: Int { min(max(stage.tasks, 0), Self.mostTasks) }
  var unbegun: Int { max(0, count - begun.count) }
  var succeeded: Int { begun.values.count { $0.state == .succeeded } }

  /// What a task is that had no attempt.
  private var stateWithoutAttempts: TaskState {
    if hasEarlierResults || step.outcome == .succeeded { return .succeeded }
    return step.endedAt == nil && !isJobOver ? .waiting : .cancelled
  }

  /// One task, by its partition.
  func task(_ partition: Int) -> TaskSummary {
    var task = begun[partition] ?? summary(partition, stateWithoutAttempts)
    // A twin of one that has succeeded is about to be stopped.
    if let attempt = running[partition], begun[partition]?.state != .succeeded {
      task.note(attempt, nowUnixMilliseconds: nowUnixMilliseconds)
    }
    return task
  }

  /// In order.
  func visit(_ body: (TaskSummary) throws -> Void) rethrows {
    for partition in 0..<count { try body(task(partition)) }
  }
}
