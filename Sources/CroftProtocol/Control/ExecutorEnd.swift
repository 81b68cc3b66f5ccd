/// Why an executor is gone.
package struct ExecutorEnd: Codable, Sendable, Equatable {
  package enum Reason: String, Codable, Sendable, CaseIterable {
    case exited
    case signalled
    /// The kernel killed it because its cgroup reached its memory limit.
    case outOfMemory
    /// The application gave it back.
    case released
    /// The manager took it back: for a queue that is owed it, or because a limit was lowered.
    case reclaimed
    /// It never ran.
    case spawnFailed
    /// The manager shut down.
    case stopped
  }

  package var executor: Int
  package var reason: Reason
  /// The exit status or the signal's number.
  package var code: Int?
  /// A sentence for people.
  package var message: String

  package init(executor: Int, reason: Reason, code: Int?, message: String) {
    self.executor = executor
    self.reason = reason
    self.code = code
    self.message = message
  }
}
