import ArgumentParser
import CroftLinux
import Glibc

struct BackfillCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backfill",
    abstract: "Runs a schedule's past windows.",
    discussion: """
      Those that lie between two times, the oldest first, without those that have succeeded already. Ctrl-C starts no \
      more and waits for those that run; a second one ends them. It exits with 1 if some didn't succeed.

      With --quiet it prints the runs' numbers, with --dry-run the windows' logical times. With it and with --json the \
      commands' standard output goes to standard error.

      EXAMPLES:
        The days of October, four at once:
          croft backfill nightly --from 2026-10-01 --to 2026-11-01 --max-running 4
        What would that run?
          croft backfill nightly --from 2026-10-01 --to 2026-11-01 --dry-run
      """)

  /// Three months of every minute: more is likely a slip in a date, and better done in parts.
  private static let maximumWindows = 150_000

  @OptionGroup var schedule: ScheduleArgument

  @Option(
    help: ArgumentHelp("The first windows' start: 2026-10-01, '2026-10-01 10:00' or RFC 3339.", valueName: "time"))
  var from: String

  @Option(help: ArgumentHelp("The last window's end.", valueName: "time"))
  var to: String

  @Option(help: ArgumentHelp("How many run at once.", valueName: "count"))
  var maxRunning = 1

  @Flag(help: "Also those that have succeeded already.")
  var again = false

  @Flag(help: "Only list the windows that would run.")
  var dryRun = false

  @OptionGroup var listing: ListingOptions

  func validate() throws {
    guard (1...Schedule.maximumRunning).contains(maxRunning) else {
      throw ValidationError("--max-running takes 1 to \(Schedule.maximumRunning), not \(maxRunning).")
    }
  }

  func run() throws {
    let directory = try schedule.directory()
    let definition = try directory.load()
    let windows = try windows(of: definition, in: directory)
    if dryRun { return try listing.write(WindowsReport(windows)) }
    var options = WindowRunner.Options(maximumRunning: maxRunning, finishesFirst: true)
    try options.keepApart(listing)
    let runner = try WindowRunner(
      directory, definition, plan: RunList(windows, trigger: .backfill), options: options)
    let results = try runner.run()
    try listing.write(RunsReport(payload: .init(runs: results.compactMap(\.summary))))
    let succeeded = results.count(where: \.hasSucceeded)
    if !listing.quiet { StandardError.warn("\(succeeded) of \(windows.count) windows succeeded") }
    guard succeeded == windows.count else { throw ExitCode.failure }
  }

  private func windows(of definition: Schedule, in directory: ScheduleDirectory) throws -> [Window] {
    let start = try SystemdAnalyze.moment(from)
    let end = try SystemdAnalyze.moment(to)
    guard start < end else {
      throw ScheduleError("--from \(from.printable) isn't before --to \(to.printable): no window lies between")
    }
    let calendar = WindowCalendar(occurrences: try CalendarExpression(definition.calendar))
    let windows = try calendar.windows(
      from: start, to: min(end, UnixTime.nowMilliseconds), maximumCount: Self.maximumWindows)
    return again ? windows : try directory.withoutSuccess(windows)
  }
}

extension ScheduleDirectory {
  /// The windows that have had no good run yet.
  fileprivate func withoutSuccess(_ windows: [Window]) throws -> [Window] {
    try locked {
      windows.filter { window in
        !history.runs(ofLogicalTime: window.end).contains { $0.end?.outcome == .succeeded }
      }
    }
  }
}

extension WindowRunner.Options {
  /// Keeps what the commands print out of a document or a list of numbers, and of the latter what is told meanwhile.
  mutating func keepApart(_ listing: ListingOptions) throws {
    isSilent = listing.quiet
    if !listing.isForPeople { output.standardOutput = try FileDescriptor(duplicating: STDERR_FILENO) }
  }
}
