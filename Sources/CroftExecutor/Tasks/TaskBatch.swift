import CroftProtocol

/// Attempts that came in one frame.
///
/// A class, so that a slot that takes one after another refers to their job once: a count of references that two
/// threads change in turn costs more than an empty task.
final class TaskBatch: Sendable {
  let job: ExecutorJob
  let attempts: AttemptRange
  private let assignments: TaskAssignments
  /// Where each attempt's inputs lie.
  private let places: [Range<Int>]

  /// - Throws: `MalformedBytes` if there are not exactly as many inputs as attempts.
  init(_ assignments: TaskAssignments, of job: ExecutorJob) throws {
    self.job = job
    self.assignments = assignments
    attempts = assignments.attempts
    places = try assignments.inputPlaces()
  }

  /// What the command of each may have; nil for as much as the executor has.
  var memoryBytes: Int? { assignments.memoryBytes }

  func inputs(of partition: UInt32) -> TaskInputs {
    assignments.inputs(at: places[Int(partition - attempts.startIndex)])
  }
}
