/// How many tasks an application's jobs have, as far as they are known by now, and what became of them.
///
/// Counted are those of each job's last stage: what a person who submitted so many inputs calls tasks.
package struct TaskCounts: Codable, Sendable, Hashable {
  /// Of all jobs that have begun.
  package var total: Int
  package var succeeded: Int
  /// Given up for good, not just for an attempt.
  package var failed: Int

  package init(total: Int = 0, succeeded: Int = 0, failed: Int = 0) {
    self.total = total
    self.succeeded = succeeded
    self.failed = failed
  }

  package static func += (left: inout TaskCounts, right: TaskCounts) {
    left.total += right.total
    left.succeeded += right.succeeded
    left.failed += right.failed
  }
}
