import CroftDriver
import CroftProtocol

/// Which jobs a list has: those that run, and of those that are over the newest.
struct JobSelection: Equatable {
  /// Milliseconds since 1970: those that were over before are left out; nil takes all.
  var since: Int?
  /// Of those that are over.
  var limit: Int
  /// Empty takes all.
  var states: Set<JobState> = []
  var userID: Int?
  var queue: String?

  /// - Returns: The newest first, and whether there are older ones beyond the limit.
  func jobs(of client: ManagerClient) throws -> (jobs: [JobSummary], hasMore: Bool) {
    let running = try client.call(ListApplications()).applications
    var missing = Dictionary(uniqueKeysWithValues: running.map { ($0.id, $0) })
    var found: [JobSummary] = []
    var room = limit
    var after: Int?
    repeat {
      // One more tells whether there are more.
      let length = min(JobDirectory.pageLength, limit + missing.count + 1)
      let page = try client.call(ListPastApplications(after: after, limit: length, userID: userID))
      var isPageOld = since != nil
      for record in page.elements {
        let job = JobSummary(record, missing.removeValue(forKey: record.id))
        guard isRecent(job) else { continue }
        isPageOld = false
        guard matches(job) else { continue }
        if job.state.isOver {
          if room == 0 {
            if missing.isEmpty { return (found, true) }
            continue
          }
          room -= 1
        }
        found.append(job)
      }
      after = page.next
      // Jobs are numbered as they begin. Where a whole page was over long ago, one before it that has only just come
      // to its end is so unusual that reading all of the history for it would be wrong.
      if isPageOld, missing.isEmpty { break }
    } while after != nil
    return (found, false)
  }

  private func isRecent(_ job: JobSummary) -> Bool {
    guard let since, let endedAt = job.endedAt else { return true }
    return endedAt >= since
  }

  private func matches(_ job: JobSummary) -> Bool {
    (states.isEmpty || states.contains(job.state)) && (userID == nil || job.userID == userID)
      && (queue == nil || job.queue == queue)
  }
}
