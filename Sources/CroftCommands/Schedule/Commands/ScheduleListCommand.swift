import ArgumentParser
import CroftLinux

struct ScheduleListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists the schedules: when each runs next, and how its last run came out.",
    discussion: """
      Times are UTC. LAST is the logical time of the run that was started last. With --quiet it is their names.

      EXAMPLES:
          croft schedule list
          croft schedule list --json
      """)

  @OptionGroup var whose: ScheduleScopeOptions
  @OptionGroup var listing: ListingOptions

  func run() throws {
    let scope = try whose.scope()
    let now = UnixTime.nowMilliseconds
    let summaries = try scope.schedules().compactMap { directory in
      do {
        return try ScheduleSummary(of: directory, scope, now: now)
      } catch let error as ScheduleError {
        // One that is damaged must not hide the others.
        StandardError.warn("\(error)")
        return nil
      }
    }
    try listing.write(SchedulesReport(payload: .init(schedules: summaries)))
  }
}

struct ScheduleShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Shows everything about a schedule.",
    discussion: """
      With --quiet it is its name.

      EXAMPLE:
          croft schedule show nightly
      """)

  /// Enough to see how it has been going; croft schedule history has all.
  private static let runs = 5

  @OptionGroup var schedule: ScheduleArgument
  @OptionGroup var listing: ListingOptions

  func run() throws {
    let directory = try schedule.directory()
    let scope = try schedule.whose.scope()
    let installer = ScheduleInstaller(scope: scope, name: directory.name)
    let details = ScheduleReport.Payload(
      schedule: try directory.load(),
      summary: try ScheduleSummary(of: directory, scope, now: UnixTime.nowMilliseconds),
      timer: installer.timerPath, service: installer.servicePath, state: directory.path,
      runs: try directory.recentRuns(Self.runs))
    try listing.write(ScheduleReport(payload: details))
  }
}

struct ScheduleHistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Lists the runs of a schedule, the newest first.",
    discussion: """
      The last ten thousand runs are kept. Times are UTC. With --quiet it is the runs' numbers.

      EXAMPLES:
          croft schedule history nightly
          croft schedule history nightly --lines 20 --before 480
      """)

  @OptionGroup var schedule: ScheduleArgument

  @Option(help: ArgumentHelp("How many runs at most.", valueName: "count"))
  var lines = 100

  @Option(help: ArgumentHelp("Only runs before the one of this number.", valueName: "number"))
  var before: Int?

  @OptionGroup var listing: ListingOptions

  func validate() throws {
    guard lines > 0 else { throw ValidationError("--lines takes at least 1, not \(lines).") }
  }

  func run() throws {
    let scope = try schedule.whose.scope()
    var directory = scope.directory(of: try ScheduleName(schedule.name))
    // The history may outlive its schedule.
    if try FileSystem.status(directory.history.path) == nil { directory = try schedule.directory() }
    let runs = try directory.recentRuns(lines + 1, before: before)
    if directory.history.damagedLines > 0 {
      StandardError.warn("\(directory.history.damagedLines) lines of \(directory.history.path) are damaged, ignoring")
    }
    let page = Array(runs.prefix(lines))
    let next = runs.count > lines ? page.last?.number : nil
    try listing.write(RunsReport(payload: .init(runs: page, next: next)))
    if let next, listing.isForPeople { StandardError.warn("there are more: --before \(next)") }
  }
}
