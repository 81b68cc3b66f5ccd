import CroftLinux
import Glibc
package import Logging

/// Writes swift-log's messages to standard error, one line each: time, level, message, `key=value` pairs.
package struct StandardErrorLogHandler: LogHandler {
  package var metadata: Logger.Metadata = [:]
  package var metadataProvider: Logger.MetadataProvider?
  package var logLevel: Logger.Level = .info

  package init() {}

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    let line = Self.line(
      time: now, level: event.level, message: event.message.description, metadata: metadata(of: event))
    // One write for the whole line, so that lines of several processes don't mix. A log that can't be written has no
    // better place to complain.
    var bytes = Array(line.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
      guard written > 0 else { return }
      bytes = bytes.dropFirst(written)
    }
  }

  static func line(time: timespec, level: Logger.Level, message: String, metadata: Logger.Metadata) -> String {
    var seconds = time.tv_sec
    var calendar = tm()
    gmtime_r(&seconds, &calendar)
    func padded(_ number: some BinaryInteger, _ width: Int = 2) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let date = [padded(calendar.tm_year + 1900, 4), padded(calendar.tm_mon + 1), padded(calendar.tm_mday)]
    let clock = [padded(calendar.tm_hour), padded(calendar.tm_min), padded(calendar.tm_sec)]
    let stamp = "\(date.joined(separator: "-"))T\(clock.joined(separator: ":")).\(padded(time.tv_nsec / 1_000_000, 3))Z"
    let pairs = metadata.sorted { $0.key < $1.key }
      .filter { $0.key != LogMetadataKey.messageID }
      .map { " \($0.key)=\(oneLine($0.value.description))" }
    return "\(stamp) \(level): \(oneLine(message))\(pairs.joined())\n"
  }

  /// A peer's name in a message must not be able to forge a line of the log, nor to drive the terminal.
  private static func oneLine(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return text }
    return String(text.unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : Character($0) })
  }
}
