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

  static func event(_ event: FarmEvent) -> Logger.Metadata {
    var metadata: Logger.Metadata = [:]
    if let application = event.application { metadata["application"] = "\(application)" }
    if let executor = event.executor { metadata["executor"] = "\(executor)" }
    if let id = event.kind.messageID { metadata[LogMetadataKey.messageID] = "\(id)" }
    return metadata
  }
}

extension FarmEvent.Kind {
  /// The journal's identifiers of our state changes, made once with `systemd-id128 new`. Never change one: people's
  /// queries and the catalog depend on them.
  var messageID: String? {
    switch self {
    case .began: nil
    case .applicationRegistered: "f35ebdb78692475183868e73876587a6"
    case .applicationEnded: "8498fb2c292d4f8097da8f1894425fe1"
    case .applicationResumed: "1d82e1febf854237b87ce27c6270ea20"
    case .driverStarted: "d70b8ec8b9c84af3a4c2905d22c97671"
    case .driverEnded: "18a358f9177f4687bdfa6f7bf6654a25"
    case .executorsRequested: "3f3c4f2baa01437899f4e55166b74698"
    case .executorStarted: "85bfcf233aad4f149429f5d3076dcfe5"
    case .executorEnded: "00a73ab01193474a9d98fe97c6eb244c"
    case .executorReclaimed: "35242092564f4a99848b5c7491f6762a"
    case .memoryPressure: "af3a63012b7c4b108c25012ed46a763d"
    case .reloaded: "69c413df00604ac8b876f685e5b879bb"
    case .draining: "cdcad5a47e194c8f9813fe24770d7c3a"
    case .stopping: "2baf6136266240839745fb4a01d802d6"
    }
  }
}
