import ArgumentParser
import CroftLinux
import Glibc

struct ScheduleRunNowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run-now",
    abstract: "Runs a schedule's command once, here, and notes it in the history.",
    discussion: """
      It runs for the newest window that has passed, or for the one of --logical-time, also if that has run before. \
      Its output comes here, and its exit status is this command's: 128 and the number for a signal. With --json its \
      standard output goes to standard error, and what croft schedule history prints of the run comes here; with \
      --quiet nothing but its output.

      EXAMPLES:
          croft schedule run-now nightly
          croft schedule run-now nightly --logical-time 2026-11-22
      """)

  @OptionGroup var schedule: ScheduleArgument

  @Option(
    help: ArgumentHelp("The window's end: 2026-11-22, '2026-11-22 10:00' or RFC 3339.", valueName: "time"))
  var logicalTime: String?

  @OptionGroup var listing: ListingOptions

  func run() throws {
    let directory = try schedule.directory()
    let definition = try directory.load()
    let window = try window(of: definition)
    var options = WindowRunner.Options(isSilent: listing.quiet)
    if listing.output.json { options.output.standardOutput = try FileDescriptor(duplicating: STDERR_FILENO) }
    let runner = try WindowRunner(
      directory, definition, plan: RunList([window], trigger: .runNow), options: options)
    let results = try runner.run()
    try listing.writeOutcome(RunsReport.Payload(runs: results.compactMap(\.summary)))
    try ScheduleExit.leave(with: results)
  }

  private func window(of definition: Schedule) throws -> Window {
    let calendar = WindowCalendar(occurrences: try CalendarExpression(definition.calendar))
    let now = UnixTime.nowMilliseconds
    guard let logicalTime else {
      if let newest = try calendar.newest(by: now) { return newest }
      throw ScheduleError("no window of '\(definition.calendar)' has passed yet, so there is nothing to run for")
    }
    let moment = try SystemdAnalyze.moment(logicalTime)
    guard moment <= now else {
      throw ScheduleError("\(UnixTime.utc(milliseconds: moment)) is still to come: its window hasn't passed")
    }
    if let window = try calendar.window(endingAt: moment) { return window }
    let hint =
      try calendar.newest(by: moment).map { "; the last before is \(UnixTime.utc(milliseconds: $0.end))" } ?? ""
    throw ScheduleError("'\(definition.calendar)' has no \(UnixTime.utc(milliseconds: moment))\(hint)")
  }
}

/// What the timer's service starts.
struct ScheduleRunDueCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run-due",
    abstract: "Runs the windows that have passed, as the timer does.",
    shouldDisplay: false)

  @OptionGroup var schedule: ScheduleArgument

  func run() throws {
    let directory = try schedule.directory()
    let definition = try directory.load()
    let calendar = WindowCalendar(occurrences: try CalendarExpression(definition.calendar))
    let plan = DueWindows(
      of: definition, calendar: calendar, interrupted: try directory.interruptedWindows(),
      succeeded: { try directory.hasSucceeded($0) })
    let runner = try WindowRunner(
      directory, definition, plan: plan, options: .init(maximumRunning: definition.maxRunning))
    let results = try runner.run()
    if results.isEmpty { StandardError.warn("no window of \(definition.name) is due") }
    // A window that somebody else runs is being seen to.
    try ScheduleExit.leave(with: results.filter(\.isEnded))
  }
}

extension ScheduleDirectory {
  /// Windows whose last run was the timer's and was cut short, the oldest first.
  func interruptedWindows() throws -> [Window] {
    try locked {
      let runs = try history.runs.filter { run in
        guard run.trigger.isTimers, run.end == nil || run.end?.outcome == .interrupted else { return false }
        return try history.runs(ofLogicalTime: run.logicalTime).last == run && outcome(of: run) == .interrupted
      }
      return runs.map(\.window).sorted { $0.end < $1.end }
    }
  }

  /// Whether a window has been run well.
  func hasSucceeded(_ window: Window) throws -> Bool {
    try locked { history.runs(ofLogicalTime: window.end).contains { $0.end?.outcome == .succeeded } }
  }
}

/// How a command that ran windows ends.
enum ScheduleExit {
  /// With the status of the last one that failed.
  static func leave(with results: [RunResult]) throws {
    if let failed = results.last(where: { !$0.hasSucceeded }) { throw ExitCode(failed.exitStatus) }
  }
}
