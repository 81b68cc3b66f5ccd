/// Tells the manager what the application's jobs have done, for the history. Several at a time: each call costs the
/// manager some 0.1 ms, and an attempt in a batch 0.1 µs.
package struct ReportHistory: ManagerMethod {
  package static let name = "io.croft.Manager.ReportHistory"
  package typealias Reply = EmptyReply

  package var application: Int
  package var jobs: [JobRecord]
  package var stages: [StageRecord]
  /// Attempts as ``AttemptBatch`` packs them, in base 64.
  package var attempts: [String]

  package init(application: Int, jobs: [JobRecord], stages: [StageRecord], attempts: [String]) {
    self.application = application
    self.jobs = jobs
    self.stages = stages
    self.attempts = attempts
  }
}
