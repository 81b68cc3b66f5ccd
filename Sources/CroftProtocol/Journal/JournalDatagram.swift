/// One entry of the journal as its daemon takes it: a datagram of fields (systemd's "Native Journal Protocol").
///
/// Values are bytes of any kind. The journal keeps several values of one field.
package struct JournalDatagram: Sendable, Equatable {
  /// syslog(3)'s levels, as the journal stores them.
  package enum Priority: UInt8, Sendable {
    case critical = 2
    case error, warning, notice, info, debug
  }

  package private(set) var bytes: [UInt8] = []

  package init() {}

  package mutating func append(_ field: JournalField, _ value: some Collection<UInt8>) {
    append(name: field.rawValue, value)
  }

  /// - Parameter name: of A to Z, 0 to 9 and _, or the journal drops the field.
  package mutating func append(name: String, _ value: some Collection<UInt8>) {
    bytes += name.utf8
    // What holds a line's end would end the field early, so its length goes before it.
    if value.contains(UInt8(ascii: "\n")) {
      bytes.append(UInt8(ascii: "\n"))
      withUnsafeBytes(of: UInt64(value.count).littleEndian) { bytes += $0 }
    } else {
      bytes.append(UInt8(ascii: "="))
    }
    bytes += value
    bytes.append(UInt8(ascii: "\n"))
  }

  package mutating func append(_ field: JournalField, _ value: String) { append(field, value.utf8) }

  package mutating func append(_ field: JournalField, _ value: some BinaryInteger) { append(field, String(value)) }

  package mutating func append(_ priority: Priority) { append(.priority, priority.rawValue) }

  /// All of another entry's fields.
  package mutating func append(_ other: JournalDatagram) { bytes += other.bytes }

  /// Makes it empty, and keeps its memory.
  package mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }
}

extension JournalDatagram {
  /// What the attempts are that an entry is about: each of their numbers once.
  package mutating func append(_ attempts: some Collection<TaskAttempt>) {
    append(.job, attempts) { Int($0.task.job.rawValue) }
    append(.stage, attempts) { Int($0.task.stage) }
    append(.task, attempts) { Int($0.task.partition) }
    append(.attempt, attempts) { Int($0.number) }
  }

  private mutating func append(
    _ field: JournalField, _ attempts: some Collection<TaskAttempt>, _ number: (TaskAttempt) -> Int
  ) {
    for value in Set(attempts.map(number)).sorted() { append(field, value) }
  }
}
