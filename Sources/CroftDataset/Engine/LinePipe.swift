import CroftProtocol

/// A program as an operator uses it: elements go in as lines, lines come out.
@usableFromInline
final class LinePipe {
  private let command: PipeCommand
  private let process: any PipedProcess
  private var gathered = ByteWriter(capacity: LinePipe.pieceBytes)
  private var lines = LineSplitter()

  /// As much as a pipe takes at once, usually (pipe(7)).
  private static let pieceBytes = 64 << 10

  /// Starts the program of a `pipe` operator.
  @usableFromInline
  init(_ node: LineageNode, in context: TaskContext) throws {
    guard let command = node.attachment as? PipeCommand else { preconditionFailure("\(node) runs no program") }
    self.command = command
    self.process = try context.services.startProcess(command.arguments, environment: command.environment)
  }

  /// Writes an element as a line, sooner or later.
  ///
  /// - Throws: `ReadsNoMore` when there is no use in more elements; what the task's cancellation and `sink` throw.
  @usableFromInline
  func write<Element>(_ element: Element, _ sink: (Text) throws -> Void) throws {
    if let text = element as? Text {
      text.withUnsafeBytes { gathered.append($0) }
    } else {
      var string = String(describing: element)
      string.withUTF8 { gathered.append(UnsafeRawBufferPointer($0)) }
    }
    gathered.append(UInt8(ascii: "\n"))
    if gathered.count >= Self.pieceBytes, try !flush(sink) { throw ReadsNoMore(pipe: self) }
  }

  /// Ends the program's input and gives the rest of its output.
  ///
  /// - Throws: `ProgramFailed` when it does not end with status 0.
  @usableFromInline
  func finish(_ sink: (Text) throws -> Void) throws {
    _ = try flush(sink)
    let end = try process.finish { try lines.append($0, sink) }
    guard end.status == 0 else { throw ProgramFailed(command: command.description, end: end) }
    try lines.finish(sink)
  }

  /// Kills the program if it has not ended.
  @usableFromInline
  func stop() { process.stop() }

  /// - Returns: false when the program reads no more.
  private func flush(_ sink: (Text) throws -> Void) throws -> Bool {
    defer { gathered.removeAll() }
    return try process.write(gathered.bytes) { try lines.append($0, sink) }
  }

  /// Thrown out of what produces the elements, and caught where that was called: by the same pipe, because there may be
  /// another one before or after it.
  @usableFromInline
  struct ReadsNoMore: Error {
    private let pipe: ObjectIdentifier
    init(pipe: LinePipe) { self.pipe = ObjectIdentifier(pipe) }
    @usableFromInline func isOf(_ other: LinePipe) -> Bool { pipe == ObjectIdentifier(other) }
  }
}

/// What a `pipe` operator runs.
struct PipeCommand: Sendable, CustomStringConvertible {
  let arguments: [String]
  let environment: [String: String]

  /// Shortened, because what the program has said comes after it, and a failure's text is bounded.
  var description: String {
    let command = arguments.joined(separator: " ")
    return command.count <= 200 ? command : command.prefix(200) + "…"
  }

  /// Why it can't be run.
  var problem: (any Error)? {
    if arguments.first?.isEmpty ?? true { return InvalidCommand(reason: "there is no program to run") }
    let texts = arguments + environment.keys + environment.values
    if texts.contains(where: { $0.utf8.contains(0) }) {
      return InvalidCommand(reason: "a command and its environment can't hold a zero byte")
    }
    guard let name = environment.keys.first(where: { $0.isEmpty || $0.utf8.contains(UInt8(ascii: "=")) }) else {
      return nil
    }
    return InvalidCommand(reason: "\"\(name)\" can't be an environment variable's name")
  }
}

/// A command that no system could run.
struct InvalidCommand: Error, Equatable, CustomStringConvertible {
  let reason: String

  var description: String { "\(reason); give the program and its arguments, or a line for the shell" }
}

/// A program that ended with an error.
struct ProgramFailed: Error, Equatable, CustomStringConvertible {
  let command: String
  let end: PipedProcessEnd

  var description: String {
    let isSignal = (129...128 + 64).contains(end.status)  // Linux has 64 signals.
    let how = isSignal ? "\(end.status) (signal \(end.status - 128))" : "\(end.status)"
    let said = end.standardError.isEmpty ? "it said nothing" : "it said: \(end.standardError)"
    return "the command `\(command)` ended with status \(how); \(said)"
  }
}
