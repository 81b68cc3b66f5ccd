import CroftProtocol

/// What has become of a task; the raw values are words of the documents that --json prints.
enum TaskState: String, Codable, CaseIterable, SpelledWord {
  static let noun = "a task's state"

  /// It has not begun, or less than about a second ago: drivers tell what runs twice a second, and nothing of what is
  /// over at once.
  case waiting
  /// An attempt of it runs, the first one or another one.
  case running
  case succeeded
  /// Its last attempt failed. While the job runs, another may follow.
  case failed
  /// The job ended before it did.
  case cancelled

  var tone: Tone? {
    switch self {
    case .waiting, .cancelled: .waiting
    case .running: .active
    case .succeeded: .good
    case .failed: .bad
    }
  }

  var cell: TableValue { .state(rawValue, tone) }
}
