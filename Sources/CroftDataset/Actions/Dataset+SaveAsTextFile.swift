import CroftProtocol

extension Dataset {
  /// Writes each element as a line of text to `path/part-00000`, `path/part-00001`, …, a file for each partition.
  ///
  /// A `Text` or `String` is written as it is, anything else as `"\(element)"`. Tasks write beside the final place; the
  /// files are moved there when all are complete, then an empty `_SUCCESS` says so. A job that fails leaves nothing.
  ///
  /// - Parameter path: a directory that does not exist yet; the job is refused if it does.
  @inlinable
  public func saveAsTextFile(
    _ path: String, file: StaticString = #fileID, line: UInt = #line
  ) -> Action<Void> {
    let produce = self.produce
    return Action(writing: lineage, of: Element.self, to: path, file, line) { node, context, partition, lines in
      try produce(node.parent, context, partition) { try lines.append($0) }
    }
  }
}

extension Action where Output == Void {
  @usableFromInline
  init(
    writing parent: LineageNode, of elementType: Any.Type, to path: String, _ file: StaticString, _ line: UInt,
    _ run: @escaping @Sendable (LineageNode, TaskContext, Int, TextLineWriter) throws -> Void
  ) {
    self.init(
      "saveAsTextFile", path, of: elementType, from: parent, at: CallSite(file, line), output: path,
      makeCollector: { _ in NothingCollector() },
      runTask: { node, context, partition in
        let output = try context.services.createOutput(partition: partition)
        let lines = TextLineWriter(output)
        try run(node, context, partition, lines)
        try lines.flush()
        return Array(try output.close().utf8)
      })
  }
}

/// Gathers lines and writes them to a task's file in large pieces.
@usableFromInline
final class TextLineWriter {
  private let output: any TaskOutputFile
  private var buffer = ByteWriter(capacity: TextLineWriter.bufferBytes)

  private static let bufferBytes = 256 << 10

  init(_ output: any TaskOutputFile) { self.output = output }

  @usableFromInline
  func append<Element>(_ element: Element) throws {
    if let text = element as? Text {
      text.withUnsafeBytes { buffer.append($0) }
    } else {
      var string = String(describing: element)
      string.withUTF8 { buffer.append(UnsafeRawBufferPointer($0)) }
    }
    buffer.append(UInt8(ascii: "\n"))
    if buffer.count >= Self.bufferBytes { try flush() }
  }

  func flush() throws {
    try output.write(buffer.bytes)
    buffer.removeAll()
  }
}

/// For actions whose results are files.
struct NothingCollector: ResultCollector {
  mutating func add(_ result: UnsafeRawBufferPointer, of partition: Int) {}
  func finish() {}
}
