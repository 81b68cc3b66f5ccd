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
  /// Whether tasks without attempts were finished by an earlier run of the job, rather than never begun.
  var hasEarlierResults = false

  /// Reads all attempts: one call for each thousand of them.
  init(_ step: JobRecord, _ stage: StageRecord, from client: ManagerClient) throws {
    self.step = step
    self.stage = stage
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
  init(_ step: JobRecord, _ stage: StageRecord, attempts: [AttemptSummary]) {
    self.step = step
    self.stage = stage
    for attempt in attempts { add(attempt) }
  }

  private mutating func add(_ attempt: AttemptSummary) {
    guard (0..<Self.mostTasks).contains(attempt.partition) else { return }
    let fresh = summary(attempt.partition, .waiting)
    begun[attempt.partition, default: fresh].add(attempt)
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
    return step.endedAt == nil ? .waiting : .cancelled
  }

  /// One task, by its partition.
  func task(_ partition: Int) -> TaskSummary {
    begun[partition] ?? summary(partition, stateWithoutAttempts)
  }

  /// In order.
  func visit(_ body: (TaskSummary) throws -> Void) rethrows {
    for partition in 0..<count { try body(task(partition)) }
  }
}
