package import Logging

/// Writes swift-log's messages to the journal as structured entries.
package struct JournalLogHandler: LogHandler {
  package var metadata: Logger.Metadata = [:]
  package var metadataProvider: Logger.MetadataProvider?
  package var logLevel: Logger.Level = .info
  private let identifier: String

  package init(identifier: String) { self.identifier = identifier }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    let entry = JournalEntry(
      message: event.message.description, level: event.level, identifier: identifier,
      metadata: metadata(of: event))
    entry.send()
  }
}
