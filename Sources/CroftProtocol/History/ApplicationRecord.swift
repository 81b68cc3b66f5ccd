/// One application as the history knows it. Times are milliseconds since 1970.
package struct ApplicationRecord: Codable, Sendable, Equatable {
  package var id: Int
  package var name: String
  package var userID: Int
  package var queue: String
  package var isDetached: Bool
  package var startedAt: Int
  /// nil while it runs.
  package var endedAt: Int?
  /// A sentence for people.
  package var end: String?
  /// Of a detached application's driver, or what another one told.
  package var exitStatus: Int?
  /// nil where its driver never told it.
  package var tasks: TaskCounts?
  /// Of its executors that have ended, added up by the manager as it reads; ignored as it writes.
  package var executors = 0
  package var usage = UsageRecord()

  package init(id: Int, name: String, userID: Int, queue: String, isDetached: Bool, startedAt: Int) {
    self.id = id
    self.name = name
    self.userID = userID
    self.queue = queue
    self.isDetached = isDetached
    self.startedAt = startedAt
  }
}
