/// Why an attempt failed, as the executor that ran it saw it. A value, because it crosses a process boundary.
package struct TaskFailure: Error, Sendable, Equatable {
  package enum Kind: UInt8, Sendable {
    /// The user's code threw.
    case userError = 1
    /// A map output that the task reads is not there, or its checksum does not match.
    case mapOutputLost = 2
    /// The executor's lineage is not the driver's: the job's `body` is not pure.
    case lineageDiffers = 3
    /// The job ended while the task ran.
    case cancelled = 4
    /// The executor could not do its part: an unreadable input, too many open files.
    case environment = 5
    /// There is no room to write: trying again would not help.
    case diskFull = 6
    /// A persisted partition that the task was to read is not there any more, and what it is made of was not computed.
    case cachedInputLost = 7
    /// The attempt was stopped because its deadline had passed.
    case timedOut = 8
    /// The job has written more to its scratch directory than it may.
    case scratchLimit = 9
    /// What the task reads or computes is at fault, such as a malformed record: trying again would not help.
    case permanent = 10
    /// The attempt's command needed more memory than the attempt may have; the executor goes on.
    case outOfMemory = 11
  }

  package var kind: Kind
  /// The type of the error that was thrown.
  package var errorType: String
  package var message: String
  /// The map task whose output is lost, for `mapOutputLost`.
  package var lostOutput: TaskAttempt?
  /// How the attempt's command ended, if it is a command that failed.
  package var end: AttemptEnd?

  package init(
    kind: Kind, errorType: String, message: String, lostOutput: TaskAttempt? = nil, end: AttemptEnd? = nil
  ) {
    self.kind = kind
    self.errorType = errorType
    self.message = message
    self.lostOutput = lostOutput
    self.end = end
  }

  /// An error's text could be anything: what goes over the channel is bounded.
  private static let maximumMessageBytes = 16 << 10

  func encode(into writer: inout ByteWriter) {
    writer.append(kind.rawValue)
    writer.appendCounted(Self.bounded(errorType))
    writer.appendCounted(Self.bounded(message))
    writer.append(UInt8(lostOutput == nil ? 0 : 1))
    if let lostOutput { writer.append(lostOutput) }
    end.encode(into: &writer)
  }

  init(from reader: inout ByteReader) throws {
    let tag = try reader.read(UInt8.self)
    guard let kind = Kind(rawValue: tag) else { throw MalformedBytes("no task failure has kind \(tag)") }
    self.kind = kind
    self.errorType = try reader.readString()
    self.message = try reader.readString()
    self.lostOutput = try reader.read(UInt8.self) == 0 ? nil : try reader.readAttempt()
    self.end = try AttemptEnd?(from: &reader)
  }

  private static func bounded(_ text: String) -> String {
    guard text.utf8.count > maximumMessageBytes else { return text }
    return String(decoding: text.utf8.prefix(maximumMessageBytes), as: UTF8.self) + "… (shortened)"
  }
}
