import CroftProtocol

/// What has become of a task; the raw values are words of the documents that --json prints.
enum TaskState: String, Codable, CaseIterable, SpelledWord {
  static let noun = "a task's state"

  /// None of its attempts has ended. Drivers report attempts as they end, so that what has not begun and what runs for
  /// the first time look alike.
  case waiting
  case succeeded
  /// Its last attempt failed. While the job runs, another may follow.
  case failed
  /// The job ended before it did.
  case cancelled

  var tone: Tone? {
    switch self {
    case .waiting, .cancelled: .waiting
    case .succeeded: .good
    case .failed: .bad
    }
  }

  var cell: TableValue { .state(rawValue, tone) }
}
