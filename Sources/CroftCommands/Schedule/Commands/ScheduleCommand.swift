import ArgumentParser
import CroftLinux
import Glibc

struct ScheduleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schedule",
    abstract: "Runs commands by the calendar, and knows which runs are missing.",
    discussion: """
      A schedule is a timer of systemd. The time between two of its occurrences is a window, from the first (included) \
      to the second (excluded). When a window has passed, the command runs for it, with these variables (UTC, such as \
      2026-11-22T00:00:00Z):
        CROFT_SCHEDULE        the schedule's name
        CROFT_LOGICAL_TIME    when the run was due, however late it really runs
        CROFT_WINDOW_START    the window's start; not set if there was none before
        CROFT_WINDOW_END      the window's end, which is the logical time
      A window never runs twice at the same time. One that was missed, or interrupted by the machine's end, is run \
      later as --catch-up says.

      The schedules of root are the system's, those of anyone else their own. A user's timers need a login session, \
      or: loginctl enable-linger.

      EXAMPLES:
        Every night, for the day that has passed:
          croft schedule add nightly --on-calendar daily -- ./report
        What is there, when does it run next, how did it go?
          croft schedule list
        Run last year's windows, four at once:
          croft backfill nightly --from 2025-01-01 --to 2026-01-01 --max-running 4
      """,
    subcommands: [
      ScheduleAddCommand.self, ScheduleListCommand.self, ScheduleShowCommand.self, ScheduleHistoryCommand.self,
      ScheduleRunNowCommand.self, SchedulePauseCommand.self, ScheduleResumeCommand.self, ScheduleRemoveCommand.self,
      ScheduleRunDueCommand.self,
    ])
}

/// Whose schedules a command is about.
struct ScheduleScopeOptions: ParsableArguments {
  @Flag(help: "The system's schedules, which run as root. (default for root)")
  var system = false

  @Flag(help: "This user's own schedules. (default for everyone else)")
  var user = false

  func validate() throws {
    if system, user { throw ValidationError("--system and --user both say whose schedules; give only one of them.") }
  }

  func scope() throws -> ScheduleScope {
    let isRoot = geteuid() == 0
    guard system || (isRoot && !user) else { return try .user(environment: Environment.dictionary) }
    guard isRoot else { throw ScheduleError("the system's schedules are root's: use sudo, or --user for your own") }
    return .system
  }
}

/// The schedule that a command is about.
struct ScheduleArgument: ParsableArguments {
  @Argument(help: ArgumentHelp("The schedule's name, as croft schedule list shows it.", valueName: "name"))
  var name: String

  @OptionGroup var whose: ScheduleScopeOptions

  func directory() throws -> ScheduleDirectory { try whose.scope().existing(ScheduleName(name)) }
}
