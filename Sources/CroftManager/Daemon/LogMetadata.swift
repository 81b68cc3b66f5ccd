import CroftLinux
import CroftProtocol
import CroftSystemd
import Logging

extension Logger.Metadata {
  static func application(_ id: ApplicationID) -> Logger.Metadata { ["application": "\(id)"] }

  static func executor(_ key: ExecutorKey) -> Logger.Metadata {
    ["application": "\(key.application)", "executor": "\(key.executor)"]
  }

  static func peer(_ peer: PeerCredentials) -> Logger.Metadata {
    ["process": "\(peer.processID)", "user": "\(peer.userID)"]
  }

  /// - Parameter application: Which one the event is about.
  static func event(_ event: FarmEvent, of application: RegisteredApplication?) -> Logger.Metadata {
    var metadata: Logger.Metadata = [:]
    if let number = event.application { metadata["application"] = "\(number)" }
    if let executor = event.executor { metadata["executor"] = "\(executor)" }
    if let application {
      metadata["user"] = "\(application.userID)"
      metadata["name"] = "\(application.registration.name)"
    }
    return metadata
  }
}

extension Logger {
  /// Writes an entry of a kind that the catalog explains, at that kind's level.
  func entry(_ kind: JournalMessageID, _ message: String, metadata: Logger.Metadata = [:]) {
    var metadata = metadata
    metadata[LogMetadataKey.messageID] = "\(kind.rawValue)"
    log(level: kind.level, "\(message)", metadata: metadata)
  }
}

extension JournalMessageID {
  /// As systemd uses them: info for what is usual, notice for what is worth a look back, warning for what somebody
  /// should look at, error for what has failed, critical for the end of the daemon.
  var level: Logger.Level {
    switch self {
    case .startFailed: .critical
    case .databaseSetAside, .databaseFailed, .leftBehind, .applicationFailed: .error
    case .configurationWrong, .limitNotEnforced, .historyIncomplete, .connectionRefused, .executorLost,
      .executorOutOfMemory, .attemptFailed, .outputLost:
      .warning
    case .takenOver, .reloaded, .draining, .memoryPressure: .notice
    case .started, .stopping, .stopped, .applicationRegistered, .applicationResumed, .applicationHeld,
      .applicationReleased, .applicationEnded,
      .driverStarted, .driverEnded, .executorsRequested, .executorStarted, .executorEnded, .executorReclaimed:
      .info
    }
  }

  /// What an executor's end is to the journal.
  init(_ end: ExecutorEnd) {
    switch end.reason {
    case .outOfMemory: self = .executorOutOfMemory
    case .signalled, .spawnFailed: self = .executorLost
    // It leaves with 0 when its driver has closed the channel. How one ended that an earlier manager started isn't
    // known, and is no reason to alarm anybody after each restart.
    case .exited: self = (end.code ?? 0) == 0 ? .executorEnded : .executorLost
    case .released, .reclaimed, .stopped: self = .executorEnded
    }
  }
}

extension FarmEvent.Kind {
  /// nil for what concerns one watcher alone.
  var messageID: JournalMessageID? {
    switch self {
    case .began: nil
    case .applicationRegistered: .applicationRegistered
    case .applicationEnded: .applicationEnded
    case .applicationResumed: .applicationResumed
    case .applicationHeld: .applicationHeld
    case .applicationReleased: .applicationReleased
    case .driverStarted: .driverStarted
    case .driverEnded: .driverEnded
    case .executorsRequested: .executorsRequested
    case .executorStarted: .executorStarted
    case .executorEnded: .executorEnded
    case .executorReclaimed: .executorReclaimed
    case .memoryPressure: .memoryPressure
    case .reloaded: .reloaded
    case .draining: .draining
    case .stopping: .stopping
    }
  }
}
