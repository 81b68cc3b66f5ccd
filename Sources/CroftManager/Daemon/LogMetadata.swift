import CroftLinux
import CroftProtocol
import CroftSystemd
import Logging

extension Logger.Metadata {
  static func application(_ id: ApplicationID, _ kind: MessageKind? = nil) -> Logger.Metadata {
    with(["application": "\(id)"], kind)
  }

  static func executor(_ key: ExecutorKey, _ kind: MessageKind? = nil) -> Logger.Metadata {
    with(["application": "\(key.application)", "executor": "\(key.executor)"], kind)
  }

  static func peer(_ peer: PeerCredentials) -> Logger.Metadata {
    ["process": "\(peer.processID)", "user": "\(peer.userID)"]
  }

  private static func with(_ fields: Logger.Metadata, _ kind: MessageKind?) -> Logger.Metadata {
    guard let kind else { return fields }
    return fields.merging([LogMetadataKey.messageID: "\(kind.rawValue)"]) { $1 }
  }
}

/// The journal's identifiers of our state changes, made once with `systemd-id128 new`. Never change one: people's
/// queries and the catalog depend on them.
enum MessageKind: String {
  case applicationRegistered = "f35ebdb78692475183868e73876587a6"
  case applicationEnded = "8498fb2c292d4f8097da8f1894425fe1"
  case executorStarted = "85bfcf233aad4f149429f5d3076dcfe5"
  case executorEnded = "00a73ab01193474a9d98fe97c6eb244c"
}
