import CroftDriver
import CroftProtocol

/// How a job that is over went, as an exit status.
enum JobOutcome {
  /// What a driver's own status may be; anything else it can't have exited with.
  private static let statuses = 1...255

  /// The status that `croft submit --wait` would have had: the driver's own, as far as it is known; else 0 or 1.
  static func exitStatus(of job: JobSummary) -> Int32 {
    switch job.state {
    case .succeeded: 0
    case .failed, .cancelled: job.exitStatus.flatMap { statuses.contains($0) ? Int32($0) : nil } ?? 1
    default: 1
    }
  }

  /// The state of a job that is over. Where its driver didn't tell it, a step that has failed shows that the job has;
  /// nothing shows that it has succeeded.
  ///
  /// - Parameter client: is asked for only where the steps are needed.
  static func state(
    of record: ApplicationRecord, from client: @autoclosure () throws -> ManagerClient
  ) throws -> JobState {
    let state = JobState(ofEnded: record)
    guard state == .ended else { return state }
    let steps = try JobSteps(of: record.id, from: client()).steps
    return steps.contains { $0.outcome == .failed } ? .failed : .ended
  }
}
