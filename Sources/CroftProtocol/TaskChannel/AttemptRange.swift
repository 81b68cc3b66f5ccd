/// One attempt each of consecutive tasks of a stage, all with the same number: what tasks are handed out in. A single
/// attempt is a range of one.
package struct AttemptRange: Hashable, Sendable, RandomAccessCollection, CustomStringConvertible {
  package let job: JobID
  package let stage: UInt16
  package let partitions: Range<UInt32>
  /// Of each attempt.
  package let number: UInt16

  package init(job: JobID, stage: Int, partitions: Range<UInt32>, number: Int) {
    self.job = job
    self.stage = UInt16(stage)
    self.partitions = partitions
    self.number = UInt16(number)
  }

  /// - Parameter attempt: of any partition but the last that four bytes can number, which no job has.
  package init(_ attempt: TaskAttempt) {
    let task = attempt.task
    self.init(
      job: task.job, stage: Int(task.stage), partitions: task.partition..<task.partition + 1,
      number: Int(attempt.number))
  }

  package var startIndex: UInt32 { partitions.lowerBound }
  package var endIndex: UInt32 { partitions.upperBound }

  /// The attempt of a partition.
  package subscript(partition: UInt32) -> TaskAttempt {
    TaskAttempt(
      task: TaskID(job: job, stage: Int(stage), partition: Int(partition)), number: Int(number))
  }

  package func contains(_ attempt: TaskAttempt) -> Bool {
    partitions.contains(attempt.task.partition) && attempt.number == number
      && attempt.task.stage == stage
      && attempt.task.job == job
  }

  package var description: String {
    guard count > 1 else { return first.map(\.description) ?? "no attempt" }
    return
      "tasks \(startIndex) to \(endIndex - 1) of stage \(stage) of job \(job), attempt \(number)"
  }
}
