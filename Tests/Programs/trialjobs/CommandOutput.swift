import Croft
import Glibc

/// What a command prints that each task starts with a shell: its lines.
struct CommandOutput: Job {
  var command: String
  var partitions: Int

  /// What a program finds that a task starts: its descriptors, and what its environment says of Croft.
  static let inheritance = CommandOutput(
    command: "ls /proc/self/fd | tr '\\n' ' '; echo; env | grep -c -E '^CROFT_(ROLE|CHANNEL)='", partitions: 1)

  var body: Action<[[String]]> {
    let command = command
    return Dataset.range(0..<partitions, partitions: partitions).map { _ in try Self.output(of: command) }.collect()
  }

  private static func output(of command: String) throws -> [String] {
    guard let stream = popen(command, "r") else { throw CannotStart(command: command) }
    defer { pclose(stream) }
    var lines: [String] = []
    var line = [CChar](repeating: 0, count: 4096)
    while fgets(&line, CInt(line.count), stream) != nil {
      lines.append(String(decoding: line.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }
    return lines
  }

  struct CannotStart: Error {
    let command: String
  }
}
