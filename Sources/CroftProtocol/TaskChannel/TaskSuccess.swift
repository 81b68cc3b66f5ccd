/// A task that ended well.
package struct TaskSuccess: Sendable, Equatable {
  package var attempt: TaskAttempt
  /// Time spent running it, without the wait for a slot.
  package var runNanoseconds: UInt64
  package var metrics: TaskMetrics
  /// What it added to the job's accumulators, each in its own encoding.
  package var accumulators: [AccumulatorUpdate]
  package var result: TaskResult
  /// How the task's command ended, if it is one.
  package var end: AttemptEnd?

  package init(
    attempt: TaskAttempt, runNanoseconds: UInt64, metrics: TaskMetrics = TaskMetrics(),
    accumulators: [AccumulatorUpdate] = [], result: TaskResult, end: AttemptEnd? = nil
  ) {
    self.attempt = attempt
    self.runNanoseconds = runNanoseconds
    self.metrics = metrics
    self.accumulators = accumulators
    self.result = result
    self.end = end
  }

  /// What is added to the tag of the result, 0 or 1, if an end follows it.
  private static let endFollows: UInt8 = 2

  func encode(into writer: inout ByteWriter) {
    writer.append(attempt)
    writer.appendVariable(runNanoseconds)
    metrics.encode(into: &writer)
    writer.appendVariable(UInt64(accumulators.count))
    for update in accumulators {
      writer.append(update.accumulator)
      writer.appendCounted(update.value)
    }
    let mark = end == nil ? 0 : Self.endFollows
    switch result {
    case .inline(let bytes):
      writer.append(mark)
      writer.appendCounted(bytes)
    case .file(let name):
      writer.append(mark | 1)
      writer.appendCounted(name)
    }
    if end != nil { end.encode(into: &writer) }
  }

  /// - Parameter bytes: all that the reader reads, which the result becomes a view of.
  fileprivate init(from reader: inout ByteReader, in bytes: [UInt8]) throws {
    self.attempt = try reader.readAttempt()
    self.runNanoseconds = try reader.readVariable()
    self.metrics = try TaskMetrics(from: &reader)
    let count = try reader.readCount(minimumBytes: 3)
    self.accumulators = try (0..<count).map { _ in
      let accumulator = try reader.read(UInt16.self)
      return AccumulatorUpdate(accumulator: accumulator, value: [UInt8](try reader.readCounted()))
    }
    let tag = try reader.read(UInt8.self)
    switch tag & ~Self.endFollows {
    case 0:
      let length = try reader.readCounted().count
      let end = bytes.endIndex - reader.remaining
      self.result = .inline(bytes[end - length..<end])
    case 1: self.result = .file(name: try reader.readString())
    default: throw MalformedBytes("no task result has tag \(tag)")
    }
    if tag & Self.endFollows != 0 { self.end = try AttemptEnd?(from: &reader) }
  }
}

/// Tasks that ended well, one after another. Each becomes a value when it is looked at: a driver is told of a million
/// of them in a second.
package struct TaskSuccesses: Sendable, Equatable {
  private let encoded: [UInt8]

  package init(_ successes: [TaskSuccess]) {
    var writer = ByteWriter()
    for success in successes { success.encode(into: &writer) }
    encoded = writer.copy()
  }

  /// Hands each to `body`, in order.
  ///
  /// - Throws: `MalformedBytes`; what `body` throws.
  package func decodeEach(_ body: (TaskSuccess) throws -> Void) throws {
    try encoded.withUnsafeBytes { bytes in
      var reader = ByteReader(bytes)
      while !reader.isAtEnd { try body(TaskSuccess(from: &reader, in: encoded)) }
    }
  }

  func encode(into writer: inout ByteWriter) { writer.appendSized { $0.append(encoded) } }

  init(from reader: inout ByteReader) throws { encoded = [UInt8](try reader.readSized()) }
}

/// What a task of the last stage computed, encoded by its action. Tasks that write a shuffle have an empty one.
package enum TaskResult: Sendable, Equatable {
  /// From an executor, a view of the frame that it came in, with others: to be looked at, not to be kept.
  case inline(ArraySlice<UInt8>)
  /// Too large for a frame: a block file of this name in the scratch directory.
  case file(name: String)
}

/// What one task added to one accumulator.
package struct AccumulatorUpdate: Sendable, Equatable {
  /// The place of the operator that adds to it among the lineage's operators.
  package var accumulator: UInt16
  package var value: [UInt8]

  package init(accumulator: UInt16, value: [UInt8]) {
    self.accumulator = accumulator
    self.value = value
  }
}
