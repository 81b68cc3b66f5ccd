/// How much of the history is kept.
struct HistoryLimits: Equatable, Sendable {
  /// Since an application's end.
  var maximumAgeMilliseconds: Int
  /// Of the whole database.
  var maximumBytes: Int
}
