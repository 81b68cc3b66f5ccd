import CroftDriver
import CroftProtocol

/// Everything about a job: what `croft show` prints.
struct JobDetails: Codable, Equatable {
  /// Beyond this many attempts a step's are not added up: each thousand of them costs a call.
  private static let mostTasks = 20_000

  var job: JobSummary
  /// Its executors and their sizes, of a job that runs.
  var running: Running?
  var steps: [StepSummary]
  /// What the caller submitted, where this is a job of commands of theirs.
  var submission: SubmissionDetails?

  struct Running: Codable, Equatable {
    var processID: Int
    var directory: String
    var executors: Int
    /// Those it asked for and hasn't got.
    var waiting: Int
  }

  init(of record: ApplicationRecord, from client: ManagerClient, _ submission: SubmissionDetails? = nil) throws {
    self.submission = submission
    let application = try client.call(ListApplications()).applications.first { $0.id == record.id }
    job = JobSummary(record, application)
    let isOver = record.endedAt != nil
    if isOver { job.state = try JobOutcome.state(of: record, from: client) }
    running = application.map {
      Running(processID: $0.processID, directory: $0.directory, executors: $0.executors, waiting: $0.waiting)
    }
    let reported = try JobSteps(of: record.id, from: client)
    let isOnly = reported.steps.count == 1
    let counts = job.tasks
    steps = try reported.steps.map { step in
      let stages = try reported.stages(of: step)
      let attempts = stages.reduce(0) {
        $0.addingClamped($1.tasks).addingClamped($1.failedAttempts)
      }
      let tasks =
        attempts > Self.mostTasks
        ? nil : try stages.map { try StageTasks(step, $0, isJobOver: isOver, from: client) }
      return StepSummary(step, stages: stages, tasks: tasks, counts: isOnly ? counts : nil, isJobOver: isOver)
    }
  }
}
