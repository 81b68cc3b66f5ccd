package import Logging

/// Writes swift-log's messages to the journal as structured entries.
package struct JournalLogHandler: LogHandler {
  package var metadata: Logger.Metadata = [:]
  package var metadataProvider: Logger.MetadataProvider?
  /// What one logger was told to write; where it was told nothing, the daemon's threshold counts.
  private var ownLevel: Logger.Level?
  private let threshold: LogThreshold
  private let identifier: String
  private let outbox: JournalOutbox

  /// - Parameter outbox: One for all handlers of a daemon keeps their entries in order; nil: this handler's own.
  package init(
    identifier: String, threshold: LogThreshold = LogThreshold(), outbox: JournalOutbox? = nil
  ) {
    self.identifier = identifier
    self.threshold = threshold
    self.outbox = outbox ?? JournalOutbox(identifier: identifier)
  }

  package var logLevel: Logger.Level {
    get { ownLevel ?? threshold.level }
    set { ownLevel = newValue }
  }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    let entry = JournalEntry(
      message: event.message.description, level: event.level, identifier: identifier,
      metadata: metadata(of: event))
    outbox.send(entry)
  }
}
