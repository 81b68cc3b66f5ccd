package import CroftProtocol
package import Logging

/// The fields of one entry of the journal (systemd.journal-fields(7)).
package struct JournalEntry: Sendable, Equatable {
  package struct Field: Sendable, Equatable {
    package let name: String
    package let value: String
  }

  /// journald refuses longer names, and names with other characters than A-Z, 0-9 and _.
  private static let maximumNameLength = 64
  /// As long as a line of a service's output (journald.conf(5), LineMax=). A datagram holds some 200 KB.
  private static let maximumValueBytes = 48 << 10
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

  /// As the journal's daemon takes it.
  package var datagram: JournalDatagram {
    fields.reduce(into: JournalDatagram()) { datagram, field in
      datagram.append(name: field.name, field.value.utf8.prefix(Self.maximumValueBytes))
    }
  }
}

/// Metadata keys with a meaning of their own.
package enum LogMetadataKey {
  /// The 128-bit identifier of the kind of message, as 32 hexadecimal digits (`journalctl MESSAGE_ID=`).
  package static let messageID = "message-id"
}
