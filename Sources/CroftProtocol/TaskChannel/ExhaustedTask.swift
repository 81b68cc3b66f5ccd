/// A task that has had all the attempts that its job allows, and is finished without a result: the job goes on.
package struct ExhaustedTask: Sendable, Equatable {
  /// The last one.
  package var attempt: TaskAttempt
  /// How many there were, whatever became of them.
  package var attempts: Int
  /// Why the last one failed. Of an executor that was lost, in the words of the driver.
  package var failure: TaskFailure

  package init(attempt: TaskAttempt, attempts: Int, failure: TaskFailure) {
    self.attempt = attempt
    self.attempts = attempts
    self.failure = failure
  }

  package func encode(into writer: inout ByteWriter) {
    writer.append(attempt)
    writer.appendVariable(attempts)
    failure.encode(into: &writer)
  }

  /// - Throws: `MalformedBytes` for anything that `encode` doesn't write.
  package init(decoding bytes: ArraySlice<UInt8>) throws {
    self = try bytes.withUnsafeBytes { bytes in
      var reader = ByteReader(bytes)
      let attempt = try reader.readAttempt()
      let task = ExhaustedTask(
        attempt: attempt, attempts: try reader.readVariableInt(), failure: try TaskFailure(from: &reader))
      guard reader.isAtEnd else { throw MalformedBytes("\(reader.remaining) bytes after a failed task") }
      return task
    }
  }
}
