/// Where a job's files lie in its application's scratch directory. Driver and executors agree by this alone.
package struct ScratchPaths: Sendable {
  let root: String

  package init(root: String) { self.root = root }

  /// All of a job's files; the driver makes it before the first task and removes it after the last.
  package func job(_ job: JobID) -> String { "\(root)/job-\(job)" }

  /// The outputs of a map stage.
  package func stage(_ stage: Int, of job: JobID) -> String { "\(self.job(job))/stage-\(stage)" }

  package func mapOutput(_ attempt: TaskAttempt) -> String {
    "\(stage(Int(attempt.task.stage), of: attempt.task.job))/\(attempt.task.partition).\(attempt.number)"
  }

  /// The name of a result that is too large for a frame.
  package static func resultName(_ attempt: TaskAttempt) -> String {
    "result-\(attempt.task.partition).\(attempt.number)"
  }

  package func result(named name: String, of job: JobID) -> String { "\(self.job(job))/\(name)" }
}

/// Where an output directory's files lie until the job is complete.
package enum OutputPaths {
  package static func temporary(_ output: String) -> String { "\(output)/_temporary" }
  package static func attemptName(_ attempt: TaskAttempt) -> String { "\(attempt.task.partition).\(attempt.number)" }

  /// Spark's names, so that what reads its output reads ours.
  package static func part(_ partition: Int) -> String {
    let digits = String(partition)
    return "part-" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
  }
  package static let successMarker = "_SUCCESS"
}
