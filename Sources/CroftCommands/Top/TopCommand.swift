import ArgumentParser
import CroftDriver
import CroftLinux
import CroftProtocol
import Glibc

struct TopCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "top",
    abstract: "Shows the farm live: queues, applications and executors with what they use.",
    discussion: """
      On a terminal it fills the screen until q is pressed; ? shows the keys. Elsewhere, and with --once, --count, \
      --json or --quiet, it prints snapshots instead. A user sees their own applications; root and the manager's user \
      see everyone's.

      Of the first snapshot, rates are averages since the start of what they are of; of later ones, over the time \
      between snapshots. CPU% counts 100 for each busy core. A "-" isn't known: an application's driver tells its \
      tasks, and executors without a cgroup of their own tell less.

      With --json each snapshot is one line: time and managerStartedAt in milliseconds since 1970, status, queues, \
      applications and executors with the names of the manager's Varlink interface. With --quiet it is the numbers of \
      the applications.

      EXAMPLES:
        Watch it:
          croft top
        Look once, for a mail:
          croft top --once
        A minute of it, for a program:
          croft top --json --interval 5 --count 12
      """)

  @Flag(help: "Print one snapshot.")
  var once = false

  @Option(
    name: [.customShort("d"), .long],
    help: ArgumentHelp("The time between snapshots, from 0.1 to 3600.", valueName: "seconds"))
  var interval = 2.0

  @Option(name: [.customShort("n"), .long], help: ArgumentHelp("Print so many snapshots.", valueName: "number"))
  var count: Int?

  @Flag(help: "Print each snapshot as a line of JSON.")
  var json = false

  @Flag(name: .shortAndLong, help: "Print nothing but the numbers of the applications.")
  var quiet = false

  @OptionGroup var manager: ManagerOptions

  func validate() throws {
    guard (0.1...3600).contains(interval) else {
      throw ValidationError("--interval takes seconds from 0.1 to 3600, not \(interval).")
    }
    if let count, count < 1 { throw ValidationError("--count takes a number from 1 on, not \(count).") }
    if quiet, json { throw ValidationError("--quiet prints numbers and --json documents: choose one of them.") }
    if once, count != nil { throw ValidationError("--once is --count 1; give only one of them.") }
  }

  func run() throws {
    var reader = FarmReader(connect: manager.connect)
    let first = try reader.read()
    guard isLive else { return try printSnapshots(first, &reader) }
    let manager = SendableManager(master: manager.master, socket: manager.socket)
    let view = try LiveView(
      first: first, intervalNanoseconds: UInt64(interval * 1e9), connect: { try manager.options.connect() })
    let signal = try view.run()
    if signal != 0 { throw ExitCode(128 + signal) }
  }

  private var isLive: Bool {
    !once && !json && !quiet && count == nil && Terminal.isAttached(to: STDIN_FILENO)
      && Terminal.isAttached(to: STDOUT_FILENO) && Terminal.isCapable(Environment.value("TERM"))
  }

  private func printSnapshots(_ first: FarmSnapshot, _ reader: inout FarmReader) throws {
    var trend = FarmTrend(first)
    try show(trend)
    for _ in 1..<(count ?? 1) {
      usleep(UInt32(interval * 1e6))
      trend.add(try reader.read())
      if !json && !quiet { print("") }
      try show(trend)
    }
  }

  private func show(_ trend: FarmTrend) throws {
    // Somebody may read along through a pipe.
    defer { fflush(nil) }
    if quiet {
      for application in trend.latest.applications { print(application.id) }
      return
    }
    let isTerminal = Terminal.isAttached(to: STDOUT_FILENO)
    let style: TextStyle = isTerminal ? .terminal(nowUnixMilliseconds: trend.latest.time) : .plain
    print(
      json ? try JSONValue(encoding: trend.latest).text() : TopText.lines(of: trend, in: style).joined(separator: "\n"))
  }
}

/// The options that name a manager, for another thread.
private struct SendableManager: Sendable {
  let master: String?
  let socket: String?

  var options: ManagerOptions {
    var options = ManagerOptions()
    (options.master, options.socket) = (master, socket)
    return options
  }
}

/// A snapshot as plain text: the manager, then each list under its name.
enum TopText {
  static func lines(of trend: FarmTrend, in style: TextStyle) -> [String] {
    let status = trend.latest.status
    var table = Table(columns: [.init(heading: ""), .init(heading: "")])
    table.rows = [
      [.text("Time"), .text(UnixTime.utc(milliseconds: trend.latest.time))],
      [.text("Manager"), .text("croftd \(status.version)")],
      [.text("Started"), trend.latest.managerStartedAt.map { .moment(unixMilliseconds: $0) } ?? .missing],
      [.text("Condition"), .text(status.condition.rawValue)],
      [.text("Cores free"), .portion(.number(status.free.cores), of: .number(status.capacity.cores))],
      [.text("Memory free"), .portion(.bytes(status.free.memoryBytes), of: .bytes(status.capacity.memoryBytes))],
      [.text("Waiting"), .number(status.waiting)],
      [.text("Tasks a second"), trend.tasksPerSecond.map { .text(TopList.rate($0)) } ?? .missing],
    ]
    return table.lines(in: style)
      + TopPane.allCases.flatMap { ["", $0.title] + $0.list(of: trend, sortedBy: 0).table.lines(in: style) }
  }
}
