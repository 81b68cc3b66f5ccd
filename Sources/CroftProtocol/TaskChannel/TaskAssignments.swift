/// Attempts to run, with what the sources of each need to know.
package struct TaskAssignments: Sendable, Equatable {
  package let attempts: AttemptRange
  /// How much memory the command of each may have; nil for as much as the executor has.
  package let memoryBytes: Int?
  /// One attempt's `TaskInputs` after another's, each with its length before it.
  private let inputs: [UInt8]

  /// - Parameter inputs: what `appendInputs` has written, once for each attempt, in their order.
  package init(_ attempts: AttemptRange, memoryBytes: Int? = nil, inputs: UnsafeRawBufferPointer) {
    self.init(attempts, memoryBytes: memoryBytes, inputs: [UInt8](inputs))
  }

  private init(_ attempts: AttemptRange, memoryBytes: Int?, inputs: [UInt8]) {
    self.attempts = attempts
    self.memoryBytes = memoryBytes
    self.inputs = inputs
  }

  /// The same attempts, with the beginning of their inputs that came before.
  package func following(_ beginning: [UInt8]) -> TaskAssignments {
    beginning.isEmpty ? self : TaskAssignments(attempts, memoryBytes: memoryBytes, inputs: beginning + inputs)
  }

  /// Writes the inputs of one attempt.
  ///
  /// - Parameter encode: writes each of them with `TaskInput.encode`.
  package static func appendInputs(
    to writer: inout ByteWriter, _ encode: (inout ByteWriter) -> Void
  ) {
    writer.appendSized(encode)
  }

  /// Where the inputs of each attempt lie, in their order.
  ///
  /// - Throws: `MalformedBytes` if there are not exactly as many inputs as attempts.
  package func inputPlaces() throws -> [Range<Int>] {
    try inputs.withUnsafeBytes { bytes in
      var reader = ByteReader(bytes)
      var places: [Range<Int>] = []
      while !reader.isAtEnd {
        let length = try reader.readSized().count
        let end = bytes.count - reader.remaining
        places.append(end - length..<end)
      }
      guard places.count == attempts.count else {
        throw MalformedBytes("inputs of \(places.count) tasks for \(attempts.count) attempts")
      }
      return places
    }
  }

  /// - Parameter place: from `inputPlaces()`.
  package func inputs(at place: Range<Int>) -> TaskInputs { TaskInputs(encoded: inputs[place]) }

  func encode(into writer: inout ByteWriter) {
    writer.append(attempts)
    writer.appendVariable(memoryBytes ?? 0)
    writer.appendCounted(inputs)
  }

  init(from reader: inout ByteReader) throws {
    attempts = try reader.readAttemptRange()
    let bytes = try reader.readVariableInt()
    memoryBytes = bytes > 0 ? bytes : nil
    inputs = [UInt8](try reader.readCounted())
  }
}
