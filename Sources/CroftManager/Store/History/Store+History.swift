import CroftProtocol
internal import GRDB

// What is remembered of what was, for people to look at. Nothing here fails the farm: what can't be written is counted
// and lost.
extension Store {
  /// Writes what it can in one go. What is malformed, or of an application that the history doesn't know, is left out
  /// and counted; the rest is written all the same.
  ///
  /// Costs about 0.2 ms for a batch of 4096 attempts, and some 30 µs for a record by itself.
  func record(_ entries: [HistoryEntry]) {
    let accepted = isHistoryFull ? entries.filter(\.isOfTheManagers) : entries
    if accepted.count < entries.count { lose(entries.count - accepted.count, "the history is full") }
    guard !accepted.isEmpty else { return }
    do {
      try write { db in
        for entry in accepted { try recordAlone(entry, in: db) }
      }
    } catch {
      lose(accepted.count, error.description)
    }
  }

  /// What is wrong with one entry doesn't keep the others out; what is wrong with the disk does.
  private func recordAlone(_ entry: HistoryEntry, in db: Database) throws {
    do {
      try entry.perform(in: db)
    } catch let error as MalformedBytes {
      lose(1, error.description)
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
      lose(1, "its application isn't in the history")
    }
  }

  private func lose(_ count: Int, _ reason: String) {
    lostHistory.entries += count
    lostHistory.reason = reason
  }

  /// Ends, in the history, what was running when an earlier manager died and isn't among what can be recovered.
  ///
  /// - Parameter now: Is taken for its end, in milliseconds since 1970.
  /// - Returns: How many applications that were.
  @discardableResult
  func closeAbandonedHistory(now: Int) throws(StoreError) -> Int {
    try write { db in
      try db.run(
        """
        UPDATE pastApplication SET endedAt = max(startedAt, ?), ending = 'It ended while no manager ran.'
        WHERE endedAt IS NULL AND id NOT IN (SELECT id FROM application)
        """, [now])
      let count = db.changesCount
      // Those that ended before have had their executors ended; so have those of recovered applications.
      try db.run(
        """
        UPDATE pastExecutor SET endedAt = max(startedAt, ?), reason = 'exited', message = 'How it ended isn''t known.'
        WHERE endedAt IS NULL AND (application, number) NOT IN (SELECT application, executor FROM executor)
        """, [now])
      return count
    }
  }
}

extension HistoryEntry {
  /// Applications and executors, and what their rows hold, are bounded by what the manager admits; the rest is as much
  /// as a driver likes to say.
  fileprivate var isOfTheManagers: Bool {
    switch self {
    case .application, .executor, .progress: true
    case .job, .stage, .attempts: false
    }
  }
}
