import CroftProtocol

/// One task of a step, with all of its attempts. Times are milliseconds since 1970.
struct TaskSummary: Codable, Equatable {
  /// The step's number within the job, from 1.
  var step: Int
  /// From 0 within the step; a command has but one.
  var stage: Int
  /// From 1 within the stage: `{#}` and CROFT_TASK of a command.
  var task: Int
  var state: TaskState
  /// Those that have ended. 0 for one that has not begun, and for one that an earlier run of the job has finished.
  var attempts = 0
  /// Of the last attempt that has ended: what a command exited with, or the signal that ended it.
  var exitCode: Int?
  var signal: Int?
  /// How that attempt ended where that was no success: failed, lost, outOfMemory, timedOut, cancelled.
  var reason: String?
  var error: String?
  /// When its first attempt began.
  var startedAt: Int?
  /// How long its last attempt took; where one runs, how long that has run.
  var durationMicroseconds: Int?
  /// Of all attempts together; of memory, the largest.
  var cpuMicroseconds: Int?
  var memoryPeakBytes: Int?
  /// Standard output and error of the last attempt that has ended.
  var outputBytes: Int?

  init(step: Int, stage: Int, task: Int, state: TaskState) {
    self.step = step
    self.stage = stage
    self.task = task
    self.state = state
  }

  private static let succeeded = "\(AttemptOutcome.succeeded)"
  private static let cancelled = "\(AttemptOutcome.cancelled)"

  /// Takes in the next attempt of this task.
  ///
  /// One that was run twice at once, because it was slow, succeeds once and is cancelled once, in any order.
  mutating func add(_ attempt: AttemptSummary) {
    attempts += 1
    startedAt = min(startedAt ?? .max, attempt.startedAt)
    if let cpu = attempt.cpuMicroseconds {
      cpuMicroseconds = (cpuMicroseconds ?? 0).addingClamped(cpu)
    }
    if let peak = attempt.memoryPeakBytes { memoryPeakBytes = max(memoryPeakBytes ?? 0, peak) }
    guard state != .succeeded else { return }
    switch attempt.outcome {
    case Self.succeeded: state = .succeeded
    case Self.cancelled: state = .cancelled
    default: state = .failed
    }
    reason = state == .succeeded ? nil : attempt.outcome
    error = attempt.error
    (exitCode, signal) = (attempt.exitCode, attempt.signal)
    durationMicroseconds = attempt.durationMicroseconds
    outputBytes = attempt.outputBytes
  }
}

extension TaskSummary {
  /// Takes in an attempt that runs.
  mutating func note(_ attempt: RunningAttempt, nowUnixMilliseconds now: Int) {
    state = .running
    startedAt = min(startedAt ?? .max, attempt.startedAt)
    durationMicroseconds = max(0, now.addingClamped(-max(0, attempt.startedAt))).multipliedClamped(by: 1000)
  }
}
