/// A command that runs whenever a calendar expression says so.
///
/// Kept as JSON. Times are milliseconds since 1970, as everywhere in Croft's JSON.
struct Schedule: Codable, Equatable {
  /// What of the windows that were missed, while the machine was off or the schedule paused, runs afterwards.
  enum CatchUp: String, Codable, CaseIterable {
    /// Each, the oldest first.
    case all
    /// The newest.
    case last
    /// None.
    case none
  }

  /// Of the stored form: raised whenever an older `croft` would misread a newer file.
  static let currentVersion = 1

  /// As many commands at once as one machine may sensibly be asked for.
  static let maximumRunning = 1000

  var version = currentVersion
  let name: String
  var description: String?
  /// As the user wrote it; systemd.time(7) has the syntax.
  let calendar: String
  var catchUp = CatchUp.last
  /// How many missed windows are caught up at once.
  var maxRunning = 1
  /// The program's absolute path, then its arguments.
  let command: [String]
  let directory: String
  /// What is added to the environment, as `NAME=value`.
  var environment: [String] = []
  /// A run is ended after so long.
  var timeoutSeconds: Int?
  /// The timer waits up to so long after the calendar's time, by chance.
  var randomizedDelaySeconds = 0
  let addedAt: Int
  /// The logical time up to which the timer's runs have dealt with every window.
  var handledUntil: Int
}
