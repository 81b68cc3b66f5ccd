import CroftProtocol

/// A step of a job, as its driver reported it. Times are milliseconds since 1970.
struct StepSummary: Codable, Equatable {
  /// Its number within the job, from 1.
  var number: Int
  var name: String
  /// running, succeeded, failed or cancelled.
  var state: JobState
  /// Those of its last stage.
  var tasks: TaskCounts
  /// Of those tasks and of those before them; nil where there are too many to add up.
  var attempts: Int?
  var cpuMicroseconds: Int?
  var memoryPeakBytes: Int?
  var startedAt: Int
  /// nil while it runs.
  var endedAt: Int?
  /// Why it failed.
  var error: String?

  /// - Parameters:
  ///   - stages: those that have begun, with their tasks where those were read.
  ///   - counts: of the whole job, where this is its only step: they are newer than what was read.
  ///   - isJobOver: whether what has no end was cut off.
  init(
    _ step: JobRecord, stages: [StageRecord], tasks read: [StageTasks]?, counts: TaskCounts?, isJobOver: Bool
  ) {
    number = step.number
    name = step.name
    startedAt = step.startedAt
    endedAt = step.endedAt
    error = step.error
    state =
      switch step.outcome {
      case nil: isJobOver ? .cancelled : .running
      case .succeeded: .succeeded
      case .failed: .failed
      case .cancelled: .cancelled
      }
    tasks = counts ?? TaskCounts(total: stages.last?.tasks ?? 0)
    noteFailures()
    guard let read else { return }
    if counts == nil, let last = read.last {
      last.visit { task in
        if task.state == .succeeded { tasks.succeeded += 1 }
        if task.state == .failed { tasks.failed += 1 }
      }
    }
    noteFailures()
    attempts = 0
    for task in read.flatMap(\.begun.values) {
      attempts = (attempts ?? 0) + task.attempts
      if let cpu = task.cpuMicroseconds {
        cpuMicroseconds = (cpuMicroseconds ?? 0).addingClamped(cpu)
      }
      if let peak = task.memoryPeakBytes { memoryPeakBytes = max(memoryPeakBytes ?? 0, peak) }
    }
  }

  /// The engine's job succeeds when it has tried all tasks; a step only when none has failed for good.
  private mutating func noteFailures() {
    if state == .succeeded, tasks.failed > 0 { state = .failed }
  }
}
