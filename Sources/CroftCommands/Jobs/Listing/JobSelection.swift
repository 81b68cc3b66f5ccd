import CroftDriver
import CroftProtocol

/// Which jobs a list has: those that run, and of those that are over the newest.
struct JobSelection: Equatable {
  /// What is looked for may be rare, and each page costs a call.
  private static let shortestPage = 100

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
    let registered = try client.call(ListApplications()).applications
    let running = Dictionary(registered.map { ($0.id, $0) }) { first, _ in first }
    // Those that the list is to have, and that may be anywhere in the history.
    var missing = Set(registered.filter(matches).map(\.id))
    var found: [JobSummary] = []
    var room = limit
    var hasSkipped = false
    var after: Int?
    repeat {
      // One more tells whether there are more.
      let wanted = limit.addingClamped(missing.count).addingClamped(1)
      let length = min(JobDirectory.pageLength, max(Self.shortestPage, wanted))
      let page = try client.call(ListPastApplications(after: after, limit: length, userID: userID))
      var isPageOld = since != nil
      for record in page.elements {
        missing.remove(record.id)
        let job = JobSummary(record, running[record.id])
        guard isRecent(job) else { continue }
        isPageOld = false
        guard matches(job) else { continue }
        if job.state.isOver {
          if room == 0 {
            hasSkipped = true
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
    return (found, hasSkipped)
  }

  private func matches(_ application: ApplicationSummary) -> Bool {
    (states.isEmpty || states.contains(JobState(of: application)))
      && (userID == nil || application.userID == userID) && (queue == nil || application.queue == queue)
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
