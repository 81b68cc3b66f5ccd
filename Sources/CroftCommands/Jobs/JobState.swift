import CroftProtocol

/// What people are told of a job's state; the raw values are words of the documents that --json prints.
enum JobState: String, Codable, CaseIterable, SpelledWord {
  static let noun = "a job's state"

  /// It has asked for executors, and has none yet.
  case waiting
  case running
  case held
  /// Its driver has to come back: the manager was restarted, or starts the driver again.
  case disconnected
  /// It is over but for its executors, which are being ended.
  case ending
  case succeeded
  case failed
  /// Its user, or an administrator, ended it.
  case cancelled
  /// It is over, and its driver never told how it went: it was killed, perhaps in the middle of its work.
  case ended

  var isOver: Bool {
    switch self {
    case .waiting, .running, .held, .disconnected, .ending: false
    case .succeeded, .failed, .cancelled, .ended: true
    }
  }

  var tone: Tone? {
    switch self {
    case .waiting, .held, .disconnected, .cancelled: .waiting
    case .running: .active
    case .succeeded: .good
    case .failed: .bad
    case .ending, .ended: nil
    }
  }

  var cell: TableValue { .state(rawValue, tone) }

  /// Of a job that the manager lists as registered.
  init(of application: ApplicationSummary) {
    switch application.state {
    case .ending: self = .ending
    case _ where application.isHeld == true: self = .held
    case .disconnected: self = .disconnected
    case .running: self = application.executors == 0 && application.waiting > 0 ? .waiting : .running
    }
  }

  /// What a driver exits with after SIGHUP, SIGINT and SIGTERM, as a shell has it: 128 and the signal's number.
  private static let interruptedStatuses: Set = [129, 130, 143]

  /// Of a job that is over, by what the history knows.
  init(ofEnded record: ApplicationRecord) {
    // The manager says "Its user ended it." or "User 7 ended it.", and keeps no other sign.
    if record.end?.hasSuffix(" ended it.") == true {
      self = .cancelled
    } else if let status = record.exitStatus {
      self = status == 0 ? .succeeded : Self.interruptedStatuses.contains(status) ? .cancelled : .failed
    } else if let tasks = record.tasks, tasks.failed > 0 {
      self = .failed
    } else {
      // That all tasks it told of have succeeded proves nothing: there may have been others to come.
      // The manager's words for a driver that it ran and that failed before it could tell anything.
      self = record.end?.hasPrefix("Its driver failed") == true ? .failed : .ended
    }
  }
}
