import CroftProtocol
import Synchronization

/// What one slot runs, for others to see.
final class RunningAttempt: Sendable {
  private let attempt: Mutex<TaskAttempt?> = Mutex(nil)

  var value: TaskAttempt? { attempt.withLock { $0 } }

  func set(_ value: TaskAttempt?) { attempt.withLock { $0 = value } }
}
