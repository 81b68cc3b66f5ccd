import CroftProtocol

/// A job as lists show it: what the manager knows of an application, running or over. Times are milliseconds since
/// 1970.
struct JobSummary: Codable, Equatable {
  var id: Int
  var name: String
  var userID: Int
  var queue: String
  var state: JobState
  /// Whether the manager runs its driver.
  var isDetached: Bool
  /// nil until its driver has told it.
  var tasks: TaskCounts?
  /// The executors it has now; of a job that is over, those it had.
  var executors: Int
  var startedAt: Int
  /// nil while it runs.
  var endedAt: Int?
  /// A sentence about how it ended.
  var end: String?
  /// What its driver exited with, if that is known.
  var exitStatus: Int?
  /// Of its executors that have ended.
  var usage: UsageRecord

  /// - Parameter application: what the manager says of it if it is registered.
  init(_ record: ApplicationRecord, _ application: ApplicationSummary?) {
    id = record.id
    name = record.name
    userID = record.userID
    queue = record.queue
    isDetached = record.isDetached
    startedAt = record.startedAt
    endedAt = record.endedAt
    end = record.end
    exitStatus = record.exitStatus
    usage = record.usage
    tasks = application?.tasks ?? record.tasks
    executors = application?.executors ?? record.executors
    // Between two answers of the manager, it may have gone from one list and not be noted as over in the other.
    state = record.endedAt == nil ? application.map { JobState(of: $0) } ?? .ending : JobState(ofEnded: record)
  }
}
