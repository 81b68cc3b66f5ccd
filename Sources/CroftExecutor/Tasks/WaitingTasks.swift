import CroftLinux
import CroftProtocol

/// Attempts that have not begun, in the order in which they came. The channel's thread adds them and takes them back;
/// each slot takes one at a time.
///
/// `@unchecked Sendable`: every access is made with the mutex held. It has no limit of its own: the driver bounds what
/// is under way.
final class WaitingTasks: @unchecked Sendable {
  private struct Entry {
    let batch: TaskBatch
    /// Those of the batch that wait.
    var partitions: Range<UInt32>
  }

  private let mutex = ConditionMutex()
  private var entries: [Entry] = []
  private var isClosed = false

  func append(_ batches: [TaskBatch]) {
    mutex.locked {
      guard !isClosed else { return }
      for batch in batches where !batch.attempts.isEmpty {
        entries.append(Entry(batch: batch, partitions: batch.attempts.partitions))
      }
      mutex.wakeAll()
    }
  }

  /// Takes the next attempt.
  ///
  /// - Parameter waits: whether to wait for one.
  /// - Returns: nil when the executor ends, or if there is none and nobody waits.
  func next(waits: Bool) -> (batch: TaskBatch, attempt: TaskAttempt)? {
    mutex.locked {
      while waits, entries.isEmpty, !isClosed { mutex.wait() }
      guard !entries.isEmpty else { return nil }
      let (batch, partitions) = (entries[0].batch, entries[0].partitions)
      if partitions.count > 1 {
        entries[0].partitions = partitions.dropFirst()
      } else {
        entries.removeFirst()
      }
      return (batch, batch.attempts[partitions.lowerBound])
    }
  }

  /// Takes out every attempt that the condition holds for, and gives them in order.
  func takeBack(where shouldBeTaken: (TaskAttempt) -> Bool) -> [TaskAttempt] {
    mutex.locked {
      var taken: [TaskAttempt] = []
      var kept: [Entry] = []
      for entry in entries {
        var first = entry.partitions.lowerBound
        for partition in entry.partitions where shouldBeTaken(entry.batch.attempts[partition]) {
          taken.append(entry.batch.attempts[partition])
          if first < partition {
            kept.append(Entry(batch: entry.batch, partitions: first..<partition))
          }
          first = partition + 1
        }
        let rest = first..<entry.partitions.upperBound
        if !rest.isEmpty { kept.append(Entry(batch: entry.batch, partitions: rest)) }
      }
      entries = kept
      return taken
    }
  }

  /// Drops what waits, and lets the slots end.
  func close() {
    mutex.locked {
      isClosed = true
      entries = []
      mutex.wakeAll()
    }
  }
}
