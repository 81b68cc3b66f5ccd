import Logging

extension LogHandler {
  /// What the logger, its provider and the message say together; the later wins.
  func metadata(of event: LogEvent) -> Logger.Metadata {
    metadata
      .merging(metadataProvider?.get() ?? [:]) { $1 }
      .merging(event.metadata ?? [:]) { $1 }
  }
}
