import CroftProtocol

@testable import CroftManager

/// Things to remember.
enum HistorySamples {
  static let now = StoreSamples.now

  static func application(_ id: Int, userID: Int = 1000, endedAt: Int? = nil) -> ApplicationRecord {
    var record = ApplicationRecord(
      id: id, name: "name \(id)", userID: userID, queue: "batch", isDetached: true, startedAt: now)
    record.endedAt = endedAt
    record.end = endedAt.map { _ in "It was done." }
    record.exitStatus = endedAt.map { _ in 3 }
    return record
  }

  static func executor(_ application: Int, _ number: Int, hasEnded: Bool = true) -> ExecutorRecord {
    var record = ExecutorRecord(
      application: application, number: number, resources: Resources(cores: 2, memoryBytes: 1 << 30), startedAt: now)
    guard hasEnded else { return record }
    record.endedAt = now + 1000
    record.end = ExecutorEnd(executor: number, reason: .outOfMemory, code: 9, message: "It grew.")
    record.usage.cpuMicroseconds = 10 * number
    record.usage.memoryPeakBytes = 100 * number
    record.usage.readBytes = 1
    record.usage.writtenBytes = 2
    record.usage.throttledMicroseconds = 3
    record.usage.outOfMemoryKills = 1
    return record
  }

  static func job(_ application: Int, _ number: Int) -> JobRecord {
    var record = JobRecord(application: application, number: number, name: "count", stages: 2, startedAt: now)
    record.endedAt = now + 10
    record.outcome = .failed
    record.error = "no luck"
    return record
  }

  static func stage(_ application: Int, job: Int, _ number: Int) -> StageRecord {
    var record = StageRecord(
      application: application, job: job, number: number, name: "map", tasks: 100, startedAt: now)
    record.failedAttempts = 1
    record.endedAt = now + 5
    (record.inputBytes, record.shuffleReadBytes, record.shuffleWrittenBytes) = (1, 2, 3)
    (record.spilledBytes, record.outputBytes) = (4, 5)
    return record
  }

  static func attempts(_ partitions: Range<Int>) -> [AttemptRecord] {
    partitions.map { partition in
      AttemptRecord(
        partition: UInt32(partition), number: 0, executor: UInt32(1 + partition % 8),
        startMilliseconds: now + partition / 10, durationMicroseconds: UInt64(1000 + partition * 7919 % 90_000),
        outcome: partition % 100 == 99 ? .lost : .succeeded, error: partition % 100 == 99 ? "it went away" : nil)
    }
  }

  static func packed(_ count: Int, from first: Int = 0, job: Int = 1, stage: UInt16 = 0) -> [UInt8] {
    AttemptBatch(job: JobID(UInt32(job)), stage: stage, attempts: attempts(first..<first + count)).encoded()
  }
}
