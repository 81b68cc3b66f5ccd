import CroftLinux

/// How long the farm waits for a journal that is behind, at the ends of its processes: for all of them together, since
/// hundreds may end at once, and a journal that is stuck must not hold up the manager until its watchdog strikes.
final class JournalPatience {
  /// A tenth of the time.
  private static let nanosecondsPerWindow: UInt64 = 200_000_000
  private static let windowNanoseconds: UInt64 = 2_000_000_000

  private var windowEnd: UInt64 = 0
  private var left: UInt64 = 0

  /// Waits until the journal takes more, or there is no patience left.
  ///
  /// - Returns: false when it isn't worth another try.
  func wait(for journal: OutputJournal) -> Bool {
    let start = MonotonicTime.nowNanoseconds
    if start >= windowEnd {
      windowEnd = start + Self.windowNanoseconds
      left = Self.nanosecondsPerWindow
    }
    guard left > 0 else { return false }
    journal.waitForRoom(milliseconds: CInt(left / 1_000_000) + 1)
    left -= min(left, MonotonicTime.nowNanoseconds - start)
    return true
  }
}
