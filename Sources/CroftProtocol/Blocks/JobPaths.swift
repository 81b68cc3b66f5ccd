/// Where one job's files lie. Driver and executors agree by this alone.
package struct JobPaths: Sendable {
  /// All of the job's files; the driver makes it before the first task and removes it after the last.
  package let directory: String

  package init(directory: String) { self.directory = directory }

  /// The outputs of a map stage.
  package func stage(_ stage: Int) -> String { "\(directory)/stage-\(stage)" }

  package func mapOutput(_ attempt: TaskAttempt) -> String {
    "\(stage(Int(attempt.task.stage)))/\(attempt.task.partition).\(attempt.number)"
  }

  /// The name of a result that is too large for a frame.
  package static func resultName(_ attempt: TaskAttempt) -> String {
    "result-\(attempt.task.partition).\(attempt.number)"
  }

  package func result(named name: String) -> String { "\(directory)/\(name)" }
}
