import CroftLinux
import CroftProtocol

extension DriverLoop {
  /// Has the scheduler choose the executors that the manager wants back.
  func giveBack(_ notice: ReclaimNotice) {
    if notice.count > 0 { log("the manager wants executors back: \(notice.reason)") }
    let candidates = links.values.filter { $0.resources == notice.resources }.map {
      ReclaimCandidate(id: $0.id, cachedPartitions: cacheDirectory.partitionCount(heldBy: $0.id))
    }
    let left = max(notice.deadline - UnixTime.nowMilliseconds, 0)
    // A held application's tasks may take as long as they do. A day is for ever else, and does not overflow.
    let isHold = notice.deadline >= ReclaimNotice.noDeadline
    let wait = UInt64(min(left, 86_400_000)) * 1_000_000
    let deadline = isHold ? .max : MonotonicTime.nowNanoseconds + wait
    let unhurried = min(max(notice.withoutDeadline ?? 0, 0), max(notice.count, 0))
    scheduler.reclaim(notice.count, among: candidates, deadlineNanoseconds: deadline, withoutDeadline: unhurried)
  }
}
