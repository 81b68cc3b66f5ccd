/// Names of the journal's fields: its own (systemd.journal-fields(7)), and Croft's.
package enum JournalField: String, Sendable, CaseIterable {
  case message = "MESSAGE"
  case messageID = "MESSAGE_ID"
  case priority = "PRIORITY"
  case identifier = "SYSLOG_IDENTIFIER"

  case application = "CROFT_APPLICATION"
  case executor = "CROFT_EXECUTOR"
  case job = "CROFT_JOB"
  case stage = "CROFT_STAGE"
  /// The partition, which is what a task is within its stage.
  case task = "CROFT_TASK"
  case attempt = "CROFT_ATTEMPT"
  /// Why an attempt failed, or an executor ended: a word for programs.
  case reason = "CROFT_REASON"
  /// The type of the error that the user's code threw.
  case errorType = "CROFT_ERROR_TYPE"
}
