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
  /// Where the piece after the last one found begins: a task with a million pieces asks for them in their order.
  private var next = 0

  init(encoded: ArraySlice<UInt8>) { self.encoded = encoded }

  package init(_ inputs: [TaskInput]) {
    var writer = ByteWriter()
    for input in inputs { input.encode(into: &writer) }
    encoded = writer.copy()[...]
  }

  /// The piece that a source reads for one of its partitions, in the source's own encoding; nil if none came.
  ///
  /// - Throws: `MalformedBytes`.
  package mutating func piece(ofSource source: Int, _ partition: Int) throws -> ArraySlice<UInt8>? {
    let start = next
    return try find(source, partition, in: start..<encoded.count) ?? find(source, partition, in: 0..<start)
  }

  /// - Parameter places: from the beginning of one piece to that of another, or to the end.
  private mutating func find(
    _ source: Int, _ partition: Int, in places: Range<Int>
  ) throws -> ArraySlice<UInt8>? {
    try encoded.withUnsafeBytes { bytes in
      var reader = ByteReader(UnsafeRawBufferPointer(rebasing: bytes[places]))
      while !reader.isAtEnd {
        let (place, number) = (try reader.read(UInt16.self), try reader.read(UInt32.self))
        let length = try reader.readSized().count
        guard place == source, number == partition else { continue }
        next = places.upperBound - reader.remaining
        return encoded[encoded.startIndex + next - length..<encoded.startIndex + next]
      }
      return nil
    }
  }
}
