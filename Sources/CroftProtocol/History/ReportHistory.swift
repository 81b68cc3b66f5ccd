/// Tells the manager what the application's jobs have done, for the history. Several at a time: each call costs the
/// manager some 0.1 ms, and an attempt in a batch 0.1 µs.
package struct ReportHistory: ManagerMethod, Equatable {
  package static let name = "io.croft.Manager.ReportHistory"
  package typealias Reply = EmptyReply

  package var application: Int
  package var jobs: [JobRecord]
  package var stages: [StageRecord]
  /// Attempts as ``AttemptBatch`` packs them, in base 64.
  package var attempts: [String]
  /// nil: as before.
  package var tasks: TaskCounts?
  /// What the driver is about to end with, from 0 to 255; nil: not known yet.
  package var exitStatus: Int?
  /// All that runs now and has done so for a second; nil: as before.
  package var running: [RunningAttempt]?

  package init(
    application: Int, jobs: [JobRecord] = [], stages: [StageRecord] = [], attempts: [String] = [],
    tasks: TaskCounts? = nil, exitStatus: Int? = nil, running: [RunningAttempt]? = nil
  ) {
    self.running = running
    self.tasks = tasks
    self.exitStatus = exitStatus
    self.application = application
    self.jobs = jobs
    self.stages = stages
    self.attempts = attempts
  }
}
