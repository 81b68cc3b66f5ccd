import ArgumentParser
import CroftLinux
import Glibc

struct ScheduleAddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Has a command run by the calendar.",
    discussion: """
      It runs with systemd's environment, not with this shell's; --env adds to it. Its output goes to the journal: \
      journalctl -u croft-schedule-NAME, with --user for a user's own.

      With --json it prints {"name", "state"}; else nothing but a hint on standard error where a user's schedules end \
      with their last session, which --quiet leaves out.

      EXAMPLES:
        Every night:
          croft schedule add nightly --on-calendar daily -- ./report --month
        On working days in Berlin, wherever the machine is; every missed day is made up for:
          croft schedule add close --on-calendar 'Mon..Fri 17:30 Europe/Berlin' --catch-up all -- /srv/close-books
        Every quarter of an hour, for 10 minutes at most, never late:
          croft schedule add poll --on-calendar '*:0/15' --catch-up none --timeout 10min -- sh -c 'fetch | store'
        A Croft program in a queue of its own:
          croft schedule add words --on-calendar hourly --env CROFT_QUEUE=batch -- croft run wordcount /var/log
        A job file; the run lasts as long as the job, and fails if it does:
          croft schedule add close --on-calendar daily --chdir /srv -- croft submit --wait close.toml
      """)

  @Argument(help: ArgumentHelp("What to call it: letters, digits, '-', '_' and '.'.", valueName: "name"))
  var name: String

  @Option(help: ArgumentHelp("When it runs, as systemd.time(7) writes calendar events.", valueName: "expression"))
  var onCalendar: String

  @Option(
    help: ArgumentHelp(
      "What of the windows that were missed runs later: all, the last, or none. (default: last)",
      valueName: "all|last|none"),
    transform: Self.catchUp)
  var catchUp = Schedule.CatchUp.last

  @Option(help: ArgumentHelp("How many missed windows are caught up at once.", valueName: "count"))
  var maxRunning = 1

  @Option(help: ArgumentHelp("What it is for.", valueName: "text"))
  var description: String?

  @Option(help: ArgumentHelp("Its working directory. (default: / for root, else the home)", valueName: "directory"))
  var chdir: String?

  @Option(
    name: .customLong("env"), parsing: .singleValue,
    help: ArgumentHelp("A variable of its environment; as often as needed.", valueName: "name=value"))
  var environment: [String] = []

  @Option(help: ArgumentHelp("When a run is ended, such as 90 or 2h.", valueName: "time"))
  var timeout: String?

  @Option(help: ArgumentHelp("Start up to so much later, by chance, such as 5min.", valueName: "time"))
  var randomizedDelay: String?

  @OptionGroup var whose: ScheduleScopeOptions
  @OptionGroup var listing: ListingOptions

  @Argument(parsing: .postTerminator, help: ArgumentHelp("The program and its arguments.", valueName: "program"))
  var command: [String]

  func validate() throws {
    if command.isEmpty {
      throw ValidationError(
        "Name the program after --, as in: croft schedule add nightly --on-calendar daily -- ./report")
    }
    guard (1...Schedule.maximumRunning).contains(maxRunning) else {
      throw ValidationError("--max-running takes 1 to \(Schedule.maximumRunning), not \(maxRunning).")
    }
    for variable in environment where variable.first == "=" || !variable.contains("=") {
      throw ValidationError("'\(variable)' sets no variable: write it as NAME=value.")
    }
  }

  func run() throws {
    let scope = try whose.scope()
    let name = try ScheduleName(name)
    let directory = scope.directory(of: name)
    guard !directory.exists else {
      throw ScheduleError(
        "there is a schedule \(name.text) already: choose another name, or remove it first with "
          + "croft schedule remove --keep-history \(name.text)")
    }
    let now = UnixTime.nowMilliseconds
    let expression = try CalendarExpression(onCalendar)
    try expression.check(now: now)
    let schedule = try schedule(scope, name, now: now)
    let units = try ScheduleUnits(
      of: schedule, kind: scope.kind, program: Self.ownPath(), stateHome: scope.stateHome)
    let installer = ScheduleInstaller(scope: scope, name: name)
    try installer.manager.check()
    try directory.create(schedule, parentMode: scope.stateParentMode)
    do {
      try installer.install(units)
    } catch {
      try? directory.remove(keepingHistory: true)
      throw error
    }
    try listing.writeOutcome(ScheduleChange(name: name.text, state: .active))
    if scope.kind == .user, !listing.quiet { Self.warnOfLogout() }
  }

  private func schedule(_ scope: ScheduleScope, _ name: ScheduleName, now: Int) throws -> Schedule {
    let program = try ProgramFile(finding: command[0]).path
    let home = scope.kind == .system ? "/" : Environment.value("HOME") ?? "/"
    let directory = try absolutePath(chdir ?? home)
    guard try FileSystem.status(directory)?.kind == .directory else {
      throw ScheduleError(
        "the working directory \(directory.printable) isn't there: make it, or name another by --chdir")
    }
    var schedule = Schedule(
      name: name.text, description: description, calendar: onCalendar, command: [program] + command.dropFirst(),
      directory: directory, addedAt: now, handledUntil: now)
    schedule.catchUp = catchUp
    schedule.maxRunning = maxRunning
    schedule.environment = environment
    schedule.timeoutSeconds = try timeout.map { try Self.seconds($0, of: "--timeout", from: 1) }
    schedule.randomizedDelaySeconds =
      try randomizedDelay.map { try Self.seconds($0, of: "--randomized-delay", from: 0) } ?? 0
    return schedule
  }

  /// A year is longer than any run, and no clock overflows with it.
  private static let longestSeconds = 366 * 86_400

  private static func seconds(_ text: String, of option: String, from least: Int) throws -> Int {
    let seconds = try SystemdAnalyze.seconds(text)
    guard (least...longestSeconds).contains(seconds) else {
      throw ScheduleError("\(option) takes \(least) s to a year, not \(text.printable)")
    }
    return seconds
  }

  /// The program that is running now, for the unit to start.
  private static func ownPath() throws -> String {
    guard let path = FileSystem.path(of: try currentExecutable()) else {
      throw ScheduleError("this croft has been replaced while it ran: try again")
    }
    return path
  }

  /// systemd ends a user's timers with the last session, unless told otherwise.
  private static func warnOfLogout() {
    guard let user = UserNames.name(ofUser: Int(geteuid())),
      (try? FileSystem.status("/var/lib/systemd/linger/\(user)")) == nil
    else { return }
    StandardError.warn("it runs while \(user) is logged in, else only after: loginctl enable-linger")
  }

  static func catchUp(_ text: String) throws -> Schedule.CatchUp {
    guard let choice = Schedule.CatchUp(rawValue: text) else {
      throw ValidationError("'\(text)' is no way to catch up: choose all, last or none.")
    }
    return choice
  }
}
