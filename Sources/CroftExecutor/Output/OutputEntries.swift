import CroftProtocol

/// Makes the journal's entries of what one executor prints.
struct OutputEntries {
  /// The fields that all of them have.
  private let common: JournalDatagram
  let application: String
  let executor: String
  private var attempts: Set<TaskAttempt> = []
  /// The common fields and those of `attempts`: many lines in a row have the same.
  private var beginning: JournalDatagram
  private var entry = JournalDatagram()

  /// - Parameter program: what the program calls itself.
  init(program: String, application: String, executor: String) {
    var common = JournalDatagram()
    common.append(.identifier, program)
    common.append(.application, application)
    common.append(.executor, executor)
    self.common = common
    self.application = application
    self.executor = executor
    beginning = common
  }

  /// - Parameter attempts: all that may have printed the line.
  mutating func line(_ line: UnsafeRawBufferPointer, of attempts: Set<TaskAttempt>) -> JournalDatagram {
    if attempts != self.attempts {
      self.attempts = attempts
      beginning = common
      beginning.append(attempts)
    }
    entry.removeAll()
    entry.append(beginning)
    entry.append(.info)
    entry.append(.message, line)
    return entry
  }

  func failure(_ failure: TaskFailure, of attempt: TaskAttempt) -> JournalDatagram {
    var entry = common
    entry.append([attempt])
    entry.append(.warning)
    entry.append(.messageID, JournalMessageID.attemptFailed.rawValue)
    entry.append(.reason, "\(failure.kind)")
    entry.append(.errorType, failure.errorType)
    entry.append(.message, "\(attempt), failed (\(failure.kind)): \(failure.message)")
    return entry
  }

  func lost(_ count: Int, because reason: String) -> JournalDatagram {
    var entry = common
    entry.append(.warning)
    entry.append(.messageID, JournalMessageID.outputLost.rawValue)
    let message =
      "\(count) lines of what executor \(executor) printed are lost: the journal didn't take them: \(reason)"
    entry.append(.message, message)
    return entry
  }
}
