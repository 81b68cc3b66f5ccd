import CroftLinux
import CroftProtocol

/// Where lines go that commands print.
enum CommandLog: Sendable {
  /// To the journal, as entries of this executor.
  case journal(application: String, executor: String, SharedJournal)
  /// To this process's own standard output and error.
  case ownStreams(OwnStreams)

  /// Whether standard output and error have to be told from one another.
  var keepsStreamsApart: Bool {
    switch self {
    case .journal: false
    case .ownStreams: true
    }
  }

  /// - Parameter program: as the command has it.
  func open(for attempt: TaskAttempt, program: [UInt8]) -> any LineLog {
    switch self {
    case .journal(let application, let executor, let journal):
      JournalLines(
        journal, OutputEntries(program: Self.identifier(program), application: application, executor: executor),
        attempt)
    case .ownStreams(let streams): StreamLines(streams)
    }
  }

  /// A file's name, without what would end a line; a name is as long as its user likes, and a file's is bounded so.
  private static func identifier(_ program: [UInt8]) -> String {
    let name = program.split(separator: UInt8(ascii: "/")).last ?? []
    return String(decoding: name.prefix(255), as: UTF8.self)
  }
}

/// One stream of a command.
enum CommandStream: Int, CaseIterable, Sendable {
  case output, errors
}

/// Takes what one command prints. Where it has to wait for somebody slow, it asks whether to wait on, and drops the
/// rest where not.
protocol LineLog: AnyObject {
  func take(_ bytes: UnsafeRawBufferPointer, from stream: CommandStream, _ waitsOn: WaitsOn)
  /// The command has printed everything. Comes back when all of it has been taken.
  func finish(_ waitsOn: WaitsOn)
}

/// Each line becomes an entry of the journal.
private final class JournalLines: LineLog {
  private let journal: SharedJournal
  private var entries: OutputEntries
  private var cutters = [LineCutter](repeating: LineCutter(), count: CommandStream.allCases.count)
  private let attempt: Set<TaskAttempt>

  init(_ journal: SharedJournal, _ entries: OutputEntries, _ attempt: TaskAttempt) {
    self.journal = journal
    self.entries = entries
    self.attempt = [attempt]
  }

  func take(_ bytes: UnsafeRawBufferPointer, from stream: CommandStream, _ waitsOn: WaitsOn) {
    let rest = cutters[stream.rawValue].cut(bytes) { send($0, waitsOn) }
    cutters[stream.rawValue].append(UnsafeRawBufferPointer(rebasing: bytes.suffix(rest))) { send($0, waitsOn) }
  }

  func finish(_ waitsOn: WaitsOn) {
    for stream in cutters.indices { cutters[stream].finish { send($0, waitsOn) } }
  }

  private func send(_ line: UnsafeRawBufferPointer, _ waitsOn: WaitsOn) {
    let entry = entries.line(line, of: attempt)
    journal.send(entry, waitsOn) { [entries] in entries.lost($0, because: $1) }
  }
}

/// Passes on whole lines, so that those of several commands don't get mixed.
private final class StreamLines: LineLog {
  /// A longer line goes out in pieces, between which others may come.
  private static let maximumHeldBytes = 64 << 10

  private let streams: OwnStreams
  /// The beginning of a line, by stream.
  private var held = [[UInt8]](repeating: [], count: CommandStream.allCases.count)

  init(_ streams: OwnStreams) { self.streams = streams }

  func take(_ bytes: UnsafeRawBufferPointer, from stream: CommandStream, _ waitsOn: WaitsOn) {
    let end = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    if end > 0 { pass(UnsafeRawBufferPointer(rebasing: bytes[..<end]), stream, waitsOn) }
    held[stream.rawValue] += bytes[end...]
    if held[stream.rawValue].count > Self.maximumHeldBytes {
      pass(UnsafeRawBufferPointer(start: nil, count: 0), stream, waitsOn)
    }
  }

  func finish(_ waitsOn: WaitsOn) {
    for stream in CommandStream.allCases {
      if !held[stream.rawValue].isEmpty { pass(UnsafeRawBufferPointer(start: nil, count: 0), stream, waitsOn) }
      streams.flush(stream, waitsOn)
    }
  }

  /// What is held, and then this.
  private func pass(_ bytes: UnsafeRawBufferPointer, _ stream: CommandStream, _ waitsOn: WaitsOn) {
    held[stream.rawValue].withUnsafeBytes { streams.write([$0, bytes], to: stream, waitsOn) }
    held[stream.rawValue].removeAll(keepingCapacity: true)
  }
}
