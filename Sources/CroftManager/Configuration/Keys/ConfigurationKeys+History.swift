extension ConfigurationKeys {
  private typealias HistoryKey = SectionKey<ManagerConfiguration.HistorySection>
  private typealias BackoffKey = SectionKey<ManagerConfiguration.BackoffSection>
  private static let initialHistory = ManagerConfiguration.HistorySection()
  private static let initialBackoff = ManagerConfiguration.BackoffSection()

  static let history = ConfigurationSection(
    "History", "What is kept of applications that have ended.", \.history,
    keys: [
      HistoryKey(
        "MaxAgeSec", \.maximumAgeMilliseconds, .timeSpan, "90d", initial: initialHistory,
        "How long it is kept."),
      HistoryKey(
        "MaxSize", \.maximumBytes, .bytes, "1G", initial: initialHistory,
        "How large the database may become; the oldest goes first."),
    ])

  static let backoff = ConfigurationSection(
    "Backoff", "What happens when executors die as soon as they are started.", \.backoff,
    keys: [
      BackoffKey(
        "FirstSec", \.firstMilliseconds, .timeSpan, "100ms", initial: initialBackoff,
        "The pause after the first; it doubles each time."),
      BackoffKey("MaxSec", \.maximumMilliseconds, .timeSpan, "30s", initial: initialBackoff, "The longest pause."),
      BackoffKey(
        "Failures", \.failures, .integer(1...1000), "10", initial: initialBackoff,
        "After how many in a row the application is ended."),
    ])
}
