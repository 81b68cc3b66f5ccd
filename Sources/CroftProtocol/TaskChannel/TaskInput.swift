/// A piece of input that a task reads.
package struct TaskInput: Sendable, Equatable {
  /// The source's place among those of the task's stage.
  package var source: UInt16
  /// Which of the source's partitions it is.
  package var partition: UInt32
  /// In the source's own encoding.
  package var bytes: [UInt8]

  package init(source: UInt16, partition: UInt32, bytes: [UInt8]) {
    self.source = source
    self.partition = partition
    self.bytes = bytes
  }

  package func encode(into writer: inout ByteWriter) {
    Self.encode(source: source, partition: partition, into: &writer) { $0.append(bytes) }
  }

  /// The same without a value: for the driver, which makes one for each task.
  ///
  /// - Parameter piece: writes the source's own part.
  package static func encode(
    source: UInt16, partition: UInt32, into writer: inout ByteWriter,
    _ piece: (inout ByteWriter) -> Void
  ) {
    writer.append(source)
    writer.append(partition)
    writer.appendSized(piece)
  }
}

/// The pieces of input that one task reads, as they came: most tasks have one, and ask for it once.
package struct TaskInputs: Sendable {
  /// `TaskInput`s one after another. A view of what came for many tasks.
  private let encoded: ArraySlice<UInt8>

  init(encoded: ArraySlice<UInt8>) { self.encoded = encoded }

  package init(_ inputs: [TaskInput]) {
    var writer = ByteWriter()
    for input in inputs { input.encode(into: &writer) }
    encoded = writer.copy()[...]
  }

  /// The piece that a source reads for one of its partitions, in the source's own encoding; nil if none came.
  ///
  /// - Throws: `MalformedBytes`.
  package func piece(ofSource source: Int, _ partition: Int) throws -> ArraySlice<UInt8>? {
    try encoded.withUnsafeBytes { bytes in
      var reader = ByteReader(bytes)
      while !reader.isAtEnd {
        let (place, number) = (try reader.read(UInt16.self), try reader.read(UInt32.self))
        let length = try reader.readSized().count
        let end = encoded.endIndex - reader.remaining
        if place == source, number == partition { return encoded[end - length..<end] }
      }
      return nil
    }
  }
}
