import Croft
import Glibc

/// What a program that a task starts finds: its descriptors, and what its environment says of Croft.
struct ChildsView: Job {
  var body: Action<[[String]]> {
    Dataset.range(0..<1, partitions: 1).map { _ in
      try Self.output(of: "ls /proc/self/fd | tr '\\n' ' '; echo; env | grep -c -E '^CROFT_(ROLE|CHANNEL)='")
    }.collect()
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
