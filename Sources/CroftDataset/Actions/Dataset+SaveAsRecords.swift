import CroftProtocol

extension Dataset where Element == Text {
  /// Writes the bytes of each text, with nothing between them, to `path/part-00000`, `path/part-00001`, …, a file for
  /// each partition: what `records(in:length:)` reads, if all texts are equally long.
  ///
  /// Tasks write beside the final place; the files are moved there when all are complete, then an empty `_SUCCESS` says
  /// so. A job that fails leaves nothing.
  ///
  /// - Parameter path: a directory that does not exist yet; the job is refused if it does.
  @inlinable
  public func saveAsRecords(
    _ path: String, file: StaticString = #fileID, line: UInt = #line
  ) -> Action<Void> {
    let produce = self.produce
    return Action(writingRecords: lineage, to: path, file, line) { node, context, partition, output in
      try produce(node.parent, context, partition) { try output.append($0) }
    }
  }
}

extension Action where Output == Void {
  @usableFromInline
  init(
    writingRecords parent: LineageNode, to path: String, _ file: StaticString, _ line: UInt,
    _ run: @escaping @Sendable (LineageNode, TaskContext, Int, RecordFileWriter) throws -> Void
  ) {
    self.init(
      "saveAsRecords", path, of: Text.self, from: parent, at: CallSite(file, line), output: path,
      makeCollector: { _ in NothingCollector() },
      runTask: { node, context, partition in
        let output = try context.services.createOutput(partition: partition)
        let records = RecordFileWriter(output)
        try run(node, context, partition, records)
        try records.flush()
        return Array(try output.close().utf8)
      })
  }
}

/// Gathers records and writes them to a task's file in large pieces.
@usableFromInline
final class RecordFileWriter {
  private let output: any TaskOutputFile
  private var buffer = ByteWriter(capacity: RecordFileWriter.bufferBytes)

  private static let bufferBytes = 256 << 10

  init(_ output: any TaskOutputFile) { self.output = output }

  @usableFromInline
  func append(_ record: Text) throws {
    record.withUnsafeBytes { buffer.append($0) }
    if buffer.count >= Self.bufferBytes { try flush() }
  }

  func flush() throws {
    try output.write(buffer.bytes)
    buffer.removeAll()
  }
}
