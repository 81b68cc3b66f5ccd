import CroftLinux
import CroftTesting
import Glibc
import Testing

/// The machine's journal, or, where none runs, a real systemd-journald for the length of a test.
enum RunningJournal {
  private static let daemon = "/lib/systemd/systemd-journald"
  private static let directories = ["/run/systemd/journal", "/run/log/journal"]
  private static let socketPath = "/run/systemd/journal/stdout"

  static var canRun: Bool {
    let hasReader = (try? FileSystem.status("/usr/bin/journalctl")) ?? nil != nil
    return hasReader && (isAnswered || (geteuid() == 0 && access(daemon, X_OK) == 0))
  }

  private static var isAnswered: Bool { (try? UnixSocket.connect(to: socketPath)) != nil }

  static func with(_ body: () throws -> Void) throws {
    if isAnswered { return try body() }
    let made = directories.filter { access($0, F_OK) != 0 }
    let process = try start()
    defer {
      try? process.signal(SIGTERM)
      _ = try? process.waitForExit(blocking: true)
      for directory in made { try? FileSystem.removeTree(directory) }
    }
    try body()
  }

  private static func start() throws -> ProcessDescriptor {
    let directory = try FileSystem.temporaryDirectory(prefix: "croft-journal-")
    defer { try? FileSystem.removeTree(directory) }
    let notify = try NotifySocket(directory + "/notify")
    let quiet = try FileDescriptor.open("/dev/null", flags: O_RDWR)
    let process = try Spawner.spawn(
      SpawnRequest(
        image: try FileDescriptor.open(daemon, flags: O_RDONLY), arguments: [daemon],
        environment: ["NOTIFY_SOCKET=\(directory)/notify"], workingDirectory: "/", standardInput: quiet,
        standardOutput: quiet, standardError: quiet, channel: quiet))
    while !(try notify.nextMessage()).contains("READY=1") {}
    return process
  }

  /// The entries that match, in journalctl's export format: `FIELD=value` lines.
  static func entries(matching match: String) throws -> [Substring] {
    let pipe = try #require(popen("journalctl --sync >&2 && journalctl --quiet --output export \(match)", "r"))
    defer { pclose(pipe) }
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while case let count = fread(&buffer, 1, buffer.count, pipe), count > 0 { text += buffer[..<count] }
    return String(decoding: text, as: UTF8.self).split(separator: "\n")
  }
}
