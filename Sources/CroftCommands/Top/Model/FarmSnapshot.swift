import CroftProtocol

/// All that a manager tells of its farm at one moment: what `croft top` shows, and prints with `--json`.
struct FarmSnapshot: Codable, Sendable, Equatable {
  /// Milliseconds since 1970.
  var time: Int
  /// When the manager's process was started, in milliseconds since 1970; nil where its entry in /proc isn't visible.
  var managerStartedAt: Int?
  var status: ManagerStatus
  var queues: [QueueSummary]
  var applications: [ApplicationSummary]
  var executors: [ExecutorSummary]
}
