import CroftProtocol
internal import GRDB

/// Something to remember. Each is put whole, and replaces what was known of the same thing.
enum HistoryEntry: Equatable, Sendable {
  case application(ApplicationRecord)
  case executor(ExecutorRecord)
  /// What an application's driver told of it; nil leaves what was known.
  case progress(ApplicationID, TaskCounts?, exitStatus: Int?)
  case job(JobRecord)
  case stage(StageRecord)
  /// Attempts of one stage, as `AttemptBatch` packs them. These are added, never replaced.
  case attempts(ApplicationID, packed: [UInt8])
}

extension HistoryEntry {
  /// Texts of drivers, in bytes: for a table's column, and for a screen.
  static let maximumNameBytes = 512
  static let maximumErrorBytes = 4096

  func perform(in db: Database) throws {
    switch self {
    case .application(let record): try db.put(record)
    case .executor(let record): try db.put(record)
    case .progress(let application, let tasks, let exitStatus):
      try db.run(
        """
        UPDATE pastApplication SET tasks = ifnull(?, tasks), succeededTasks = ifnull(?, succeededTasks),
        failedTasks = ifnull(?, failedTasks), exitStatus = ifnull(?, exitStatus) WHERE id = ?
        """, [tasks?.total, tasks?.succeeded, tasks?.failed, exitStatus, application.rawValue])
    case .job(var record):
      record.name = record.name.cut(toBytes: Self.maximumNameBytes)
      record.error = record.error?.cut(toBytes: Self.maximumErrorBytes)
      try db.put(record)
    case .stage(var record):
      record.name = record.name.cut(toBytes: Self.maximumNameBytes)
      try db.put(record)
    case .attempts(let application, let packed): try Self.add(packed, of: application, in: db)
    }
  }

  /// - Throws: `MalformedBytes` for bytes that nobody could read later.
  private static func add(_ packed: [UInt8], of application: ApplicationID, in db: Database) throws {
    let batch = try AttemptBatch(decoding: packed)
    guard let first = batch.attempts.first else { return }
    var partitions = first.partition...first.partition
    var (firstStart, lastEnd) = (first.startMilliseconds, first.endMilliseconds)
    for attempt in batch.attempts {
      partitions = min(partitions.lowerBound, attempt.partition)...max(partitions.upperBound, attempt.partition)
      firstStart = min(firstStart, attempt.startMilliseconds)
      lastEnd = max(lastEnd, attempt.endMilliseconds)
    }
    try db.run(
      """
      INSERT INTO attemptBatch
      (application, job, stage, count, firstPartition, lastPartition, firstStart, lastEnd, attempts)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        application.rawValue, batch.job.rawValue, batch.stage, batch.attempts.count, partitions.lowerBound,
        partitions.upperBound, firstStart, lastEnd, Blob.value(of: packed),
      ])
  }
}
