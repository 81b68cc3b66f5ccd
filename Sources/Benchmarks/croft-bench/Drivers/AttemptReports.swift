import CroftProtocol

/// Reports of attempts as a driver makes them: some thousand short tasks to a call.
enum AttemptReports {
  /// As many as `AttemptLog` gathers before a batch is full.
  private static let attemptsPerBatch = 1500
  /// As many batches as fit into a call.
  private static let batchesPerReport = 3

  static func make(attempts: Int, application: ApplicationID) -> [ReportHistory] {
    let batches = stride(from: 0, to: attempts, by: attemptsPerBatch).map { first in
      Base64.encode(batch(first..<min(first + attemptsPerBatch, attempts)).encoded())
    }
    return stride(from: 0, to: batches.count, by: batchesPerReport).map { first in
      ReportHistory(
        application: application.rawValue, jobs: [], stages: [],
        attempts: Array(batches[first..<min(first + batchesPerReport, batches.count)]))
    }
  }

  /// Tasks of some milliseconds, one after another on ten executors, of which every hundredth fails at first.
  private static func batch(_ partitions: Range<Int>) -> AttemptBatch {
    let attempts = partitions.map { partition in
      let hasFailed = partition % 100 == 0
      return AttemptRecord(
        partition: UInt32(partition), number: 0, executor: UInt32(1 + partition % 10),
        startMilliseconds: 1_700_000_000_000 + partition / 10, durationMicroseconds: UInt64(1000 + partition % 977),
        outcome: hasFailed ? .failed : .succeeded, error: hasFailed ? "the program exited with status 1" : nil)
    }
    return AttemptBatch(job: JobID(1), stage: 0, attempts: attempts)
  }
}
