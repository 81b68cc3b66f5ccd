/// One stage of a job, as its driver reported it.
package struct StageRecord: Codable, Sendable, Equatable {
  package var application: Int
  package var job: Int
  package var number: Int
  package var name: String
  package var tasks: Int
  /// Attempts that didn't succeed.
  package var failedAttempts = 0
  package var startedAt: Int
  /// nil while it runs.
  package var endedAt: Int?
  /// What all of its tasks moved.
  package var inputBytes = 0
  package var shuffleReadBytes = 0
  package var shuffleWrittenBytes = 0
  package var spilledBytes = 0
  package var outputBytes = 0

  package init(application: Int, job: Int, number: Int, name: String, tasks: Int, startedAt: Int) {
    self.application = application
    self.job = job
    self.number = number
    self.name = name
    self.tasks = tasks
    self.startedAt = startedAt
  }
}
