import CroftDriver
import CroftProtocol
import Synchronization

/// What has become of a submission's tasks so far, counted as they end.
final class TaskLedger: Sendable {
  private struct State {
    var counts: [Int: TaskCounts] = [:]
    var cpuMicroseconds: UInt64 = 0
    var unenforced: UnenforcedLimits = []
  }

  private let state = Mutex(State())

  func begin(_ step: Int, taskCount: Int) { take(TaskCounts(total: taskCount), ofStep: step) }

  /// Takes a step's own account, in which those tasks are, too, that an earlier driver has brought to their ends.
  func take(_ counts: TaskCounts, ofStep step: Int) { state.withLock { $0.counts[step] = counts } }

  /// Takes what an earlier driver has brought to its end, of a step that has begun.
  func resume(_ step: Int, _ tasks: ResumedTasks) {
    state.withLock { state in
      state.counts[step, default: TaskCounts()].succeeded = tasks.partitions.count - tasks.failedCount
      state.counts[step, default: TaskCounts()].failed = tasks.failedCount
    }
  }

  func ended(_ step: Int, isFailed: Bool, cpuMicroseconds: UInt64) {
    state.withLock { state in
      if !isFailed {
        state.counts[step, default: TaskCounts()].succeeded += 1
      } else {
        state.counts[step, default: TaskCounts()].failed += 1
      }
      state.cpuMicroseconds &+= cpuMicroseconds
    }
  }

  /// Takes limits of tasks that nothing enforced.
  func note(_ unenforced: UnenforcedLimits) { state.withLock { $0.unenforced.formUnion(unenforced) } }

  /// Limits of tasks that nothing enforced.
  var unenforced: UnenforcedLimits { state.withLock(\.unenforced) }

  func counts(of step: Int) -> TaskCounts { state.withLock { $0.counts[step] ?? TaskCounts() } }

  var total: (tasks: TaskCounts, cpuMicroseconds: UInt64) {
    state.withLock { state in (state.counts.values.reduce(into: TaskCounts()) { $0 += $1 }, state.cpuMicroseconds) }
  }
}
