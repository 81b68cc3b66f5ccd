import CSystemd
import Glibc
package import Logging

/// The fields of one entry of the journal (systemd.journal-fields(7)).
package struct JournalEntry: Sendable, Equatable {
  package struct Field: Sendable, Equatable {
    package let name: String
    package let value: String
  }

  /// journald refuses longer names, and names with other characters than A-Z, 0-9 and _.
  private static let maximumNameLength = 64
  private static let prefix = "CROFT_"

  package let fields: [Field]

  /// - Parameter metadata: `application` becomes CROFT_APPLICATION, and so on; `message-id` becomes MESSAGE_ID.
  package init(message: String, level: Logger.Level, identifier: String, metadata: Logger.Metadata) {
    var fields = [
      Field(name: "MESSAGE", value: message),
      Field(name: "PRIORITY", value: String(JournalPriority(level).rawValue)),
      Field(name: "SYSLOG_IDENTIFIER", value: identifier),
    ]
    for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
      fields.append(Field(name: Self.fieldName(key), value: value.description))
    }
    self.fields = fields
  }

  private static func fieldName(_ key: String) -> String {
    if key == LogMetadataKey.messageID { return "MESSAGE_ID" }
    let name = key.uppercased().unicodeScalars.map { scalar in
      ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar) ? Character(scalar) : "_"
    }
    return String((prefix + name).prefix(maximumNameLength))
  }

  /// Sends the entry. Without a journal it is lost, as sd_journal_sendv(3) says.
  package func send() {
    let lines = fields.map { Array("\($0.name)=\($0.value)".utf8) }
    // One buffer for all fields keeps their addresses valid for the whole call.
    lines.flatMap(\.self).withUnsafeBytes { buffer in
      var position = 0
      var vectors: [iovec] = []
      for line in lines {
        let field = UnsafeMutableRawPointer(mutating: buffer.baseAddress?.advanced(by: position))
        vectors.append(iovec(iov_base: field, iov_len: line.count))
        position += line.count
      }
      sd_journal_sendv(&vectors, CInt(vectors.count))
    }
  }
}

/// Metadata keys with a meaning of their own.
package enum LogMetadataKey {
  /// The 128-bit identifier of the kind of message, as 32 hexadecimal digits (`journalctl MESSAGE_ID=`).
  package static let messageID = "message-id"
}
