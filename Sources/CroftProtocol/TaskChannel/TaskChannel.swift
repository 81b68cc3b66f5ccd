/// The binary protocol between a driver and one executor, over the socket pair that the manager made for them.
///
/// A frame is a four-byte little-endian length, one byte that says its kind, and a body of `length - 1` bytes. Both
/// sides say hello first. Frames are gathered in a buffer and written together, so a batch costs one system call.
package enum TaskChannel {
  /// Bump it with every change of a frame's layout. Driver and executor are one image, so a difference means that
  /// something else is at the other end.
  package static let version: UInt16 = 6

  /// The largest frame either side accepts. Task results beyond `maximumInlineResultBytes` travel as files, and inputs
  /// beyond `maximumInputBytes` in several frames, so only a job or a list of map outputs could come near it.
  package static let maximumFrameBytes = 64 << 20

  /// A task that reads a million files has as many pieces of input: what is longer than this goes ahead of the task in
  /// frames of its own.
  package static let maximumInputBytes = 16 << 20

  /// A larger task result is written to the application's scratch directory and named in the frame.
  package static let maximumInlineResultBytes = 1 << 20

  /// A frame that gathers what belongs to many tasks is ended at this length, so that the other side begins with the
  /// first of them while the rest is on its way.
  package static let batchBytes = 64 << 10

  static let lengthBytes = 4
}

/// A frame on the task channel: how it is written and read.
package protocol ChannelFrame: Sendable {
  /// The byte that says which frame this is.
  var kind: UInt8 { get }
  func encodeBody(into writer: inout ByteWriter)
  init(kind: UInt8, body: inout ByteReader) throws
}

extension ChannelFrame {
  /// Appends the whole frame.
  package func encode(into writer: inout ByteWriter) {
    let start = writer.count
    writer.append(UInt32(0))
    writer.append(kind)
    encodeBody(into: &writer)
    writer.overwrite(UInt32(writer.count - start - TaskChannel.lengthBytes), at: start)
  }
}

extension ByteWriter {
  mutating func append(_ attempts: AttemptRange) {
    append(attempts.job.rawValue)
    append(attempts.stage)
    append(attempts.number)
    append(attempts.partitions.lowerBound)
    append(attempts.partitions.upperBound)
  }

  mutating func append(_ attempt: TaskAttempt) {
    append(attempt.task.job.rawValue)
    append(attempt.task.stage)
    append(attempt.task.partition)
    append(attempt.number)
  }

  mutating func append(_ attempts: [TaskAttempt]) {
    appendVariable(UInt64(attempts.count))
    for attempt in attempts { append(attempt) }
  }
}

extension ByteReader {
  /// The encoded size of a `TaskAttempt`.
  private static var attemptBytes: Int { 12 }

  mutating func readAttempt() throws -> TaskAttempt {
    let job = JobID(try read(UInt32.self))
    let stage = try read(UInt16.self)
    let partition = try read(UInt32.self)
    let number = try read(UInt16.self)
    return TaskAttempt(task: TaskID(job: job, stage: Int(stage), partition: Int(partition)), number: Int(number))
  }

  mutating func readAttemptRange() throws -> AttemptRange {
    let job = JobID(try read(UInt32.self))
    let (stage, number) = (try read(UInt16.self), try read(UInt16.self))
    let (lower, upper) = (try read(UInt32.self), try read(UInt32.self))
    guard lower <= upper else { throw MalformedBytes("attempts of partitions from \(lower) to \(upper)") }
    return AttemptRange(job: job, stage: Int(stage), partitions: lower..<upper, number: Int(number))
  }

  mutating func readAttempts() throws -> [TaskAttempt] {
    let count = try readCount(minimumBytes: Self.attemptBytes)
    return try (0..<count).map { _ in try readAttempt() }
  }
}
