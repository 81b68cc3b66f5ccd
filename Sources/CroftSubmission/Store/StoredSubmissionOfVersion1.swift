import CroftBatch

/// What ``StoredSubmission`` was in the first version of ``SubmissionFile``.
struct StoredSubmissionOfVersion1: Codable {
  struct Job: Codable {
    let name: String
    let queue: String?
    let priority: Int
    let logicalTime: String?
    let after: [Int]
    let environment: [ByteString]
    let directory: ByteString
    let steps: [SubmissionStep]
    let graph: StepGraph
  }

  let key: String
  let submission: Job
  let submittedAt: Int
  let croftVersion: String

  var current: StoredSubmission {
    StoredSubmission(
      key: key,
      submission: Submission(
        name: submission.name, queue: submission.queue, priority: submission.priority,
        logicalTime: submission.logicalTime, after: submission.after, environment: submission.environment,
        directory: submission.directory, steps: submission.steps, graph: submission.graph),
      submittedAt: submittedAt, croftVersion: croftVersion)
  }
}
