/// One run of a user's program, as the manager numbers it. Unique for the life of the manager's state directory.
package struct ApplicationID: Hashable, Sendable, CustomStringConvertible {
  package let rawValue: Int
  package init(_ rawValue: Int) { self.rawValue = rawValue }
  package var description: String { String(rawValue) }
}

/// An executor process, counted from 1 within its application.
package struct ExecutorID: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let rawValue: Int
  package init(_ rawValue: Int) { self.rawValue = rawValue }
  package var description: String { String(rawValue) }
  package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// One action that a driver runs, counted from 1 within its application.
package struct JobID: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let rawValue: UInt32
  package init(_ rawValue: UInt32) { self.rawValue = rawValue }
  package var description: String { String(rawValue) }
  package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// One partition of one stage of one job.
package struct TaskID: Hashable, Sendable, CustomStringConvertible {
  package let job: JobID
  /// The stage's place in the job's stage graph.
  package let stage: UInt16
  package let partition: UInt32

  package init(job: JobID, stage: Int, partition: Int) {
    self.job = job
    self.stage = UInt16(stage)
    self.partition = UInt32(partition)
  }

  package var description: String { "task \(partition) of stage \(stage) of job \(job)" }
}

/// One try of a task. Attempts count from 0, whatever the reason for the next one was.
package struct TaskAttempt: Hashable, Sendable, CustomStringConvertible {
  package let task: TaskID
  package let number: UInt16

  package init(task: TaskID, number: Int) {
    self.task = task
    self.number = UInt16(number)
  }

  package var description: String { "\(task), attempt \(number)" }
}
