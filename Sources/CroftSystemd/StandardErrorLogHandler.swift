import CroftLinux
import Glibc
package import Logging

/// Writes swift-log's messages to standard error, one line each: time, level, message, `key=value` pairs.
package struct StandardErrorLogHandler: LogHandler {
  package var metadata: Logger.Metadata = [:]
  package var metadataProvider: Logger.MetadataProvider?
  /// What one logger was told to write; where it was told nothing, the daemon's threshold counts.
  private var ownLevel: Logger.Level?
  private let threshold: LogThreshold

  package init(threshold: LogThreshold = LogThreshold()) { self.threshold = threshold }

  package var logLevel: Logger.Level {
    get { ownLevel ?? threshold.level }
    set { ownLevel = newValue }
  }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    let line = Self.line(
      milliseconds: UnixTime.nowMilliseconds, level: event.level, message: event.message.description,
      metadata: metadata(of: event))
    // One write for the whole line, so that lines of several processes don't mix. A log that can't be written has no
    // better place to complain.
    var bytes = Array(line.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
      guard written > 0 else { return }
      bytes = bytes.dropFirst(written)
    }
  }

  /// A peer's name in a message must not be able to forge a line of the log, nor to drive the terminal.
  static func line(milliseconds: Int, level: Logger.Level, message: String, metadata: Logger.Metadata) -> String {
    let stamp = UnixTime.utc(milliseconds: milliseconds, withMilliseconds: true)
    let pairs = metadata.sorted { $0.key < $1.key }
      .filter { $0.key != LogMetadataKey.messageID }
      .map { " \($0.key)=\($0.value.description.printable)" }
    return "\(stamp) \(level): \(message.printable)\(pairs.joined())\n"
  }
}
