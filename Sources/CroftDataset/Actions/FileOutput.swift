import CroftProtocol

/// The directory that a job's tasks write files for.
package struct FileOutput: Sendable, Equatable {
  /// As the program gave it.
  package let path: String
  /// Whether a directory that is there already gives way when the job is complete.
  package let overwrite: Bool
  /// What the names of its files end with, such as `.csv`; empty for none.
  package let fileExtension: String

  package init(path: String, overwrite: Bool = false, fileExtension: String = "") {
    self.path = path
    self.overwrite = overwrite
    self.fileExtension = fileExtension
  }
}

/// One partition's file: gathers bytes and writes them in large pieces.
@usableFromInline
final class PartFile {
  private let output: any TaskOutputFile
  private let context: TaskContext
  private var buffer = ByteWriter(capacity: PartFile.bufferBytes)

  /// Large enough that a system call does not show.
  static let bufferBytes = 256 << 10

  init(_ context: TaskContext, _ partition: Int) throws {
    self.context = context
    output = try context.services.createOutput(partition: partition)
  }

  @usableFromInline
  func append(_ bytes: UnsafeRawBufferPointer) throws {
    buffer.append(bytes)
    if buffer.count >= Self.bufferBytes { try flush() }
  }

  /// Lets `body` write into the buffer.
  func append(_ body: (inout ByteWriter) throws -> Void) throws {
    try body(&buffer)
    if buffer.count >= Self.bufferBytes { try flush() }
  }

  @usableFromInline
  func append(_ text: Text) throws { try text.withUnsafeBytes { try append($0) } }

  @usableFromInline
  func append(_ string: String) throws {
    var string = string
    try string.withUTF8 { try append(UnsafeRawBufferPointer($0)) }
  }

  @usableFromInline
  func appendLineEnd() throws { try append { $0.append(UInt8(ascii: "\n")) } }

  /// Writes what has been gathered.
  func flush() throws {
    context.metrics.outputBytes += UInt64(buffer.count)
    try output.write(buffer.bytes)
    buffer.removeAll()
  }

  /// Ends the file; returns its name within the output's temporary directory.
  func close() throws -> String {
    try flush()
    return try output.close()
  }
}

extension Action where Output == Void {
  /// An action that writes a file for each partition.
  ///
  /// - Parameter run: writes one partition into its file.
  @usableFromInline
  init(
    _ operation: StaticString, writing parent: LineageNode, of elementType: Any.Type, to path: String,
    overwrite: Bool, fileExtension: StaticString = "", _ file: StaticString, _ line: UInt,
    problem: (any Error)? = nil,
    _ run: @escaping @Sendable (LineageNode, TaskContext, Int, PartFile) throws -> Void
  ) {
    self.init(
      operation.description, path + (overwrite ? ", overwrite: true" : ""), of: elementType, from: parent,
      at: CallSite(file, line),
      output: FileOutput(path: path, overwrite: overwrite, fileExtension: fileExtension.description),
      problem: problem,
      makeCollector: { _ in NothingCollector() },
      runTask: { node, context, partition in
        let part = try PartFile(context, partition)
        try run(node, context, partition, part)
        return Array(try part.close().utf8)
      })
  }
}

/// For actions whose results are files.
struct NothingCollector: ResultCollector {
  mutating func add(_ result: UnsafeRawBufferPointer, of partition: Int) {}
  func finish() {}
}
