import ArgumentParser
import CroftLinux

/// What the commands that change a schedule print with `--json`; without it they print nothing.
struct ScheduleChange: Codable, Equatable {
  enum State: String, Codable, CaseIterable {
    case active, paused, removed
  }

  var name: String
  var state: State
}

struct SchedulePauseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pause",
    abstract: "Stops a schedule's timer; a run that goes on comes to its end.",
    discussion: """
      The windows that pass meanwhile count as missed: resuming catches them up as --catch-up says. With --json it \
      prints {"name", "state"}; else nothing.

      EXAMPLE:
          croft schedule pause nightly
      """)

  @OptionGroup var schedule: ScheduleArgument

  @OptionGroup var listing: ListingOptions

  func run() throws {
    let directory = try schedule.directory()
    try SystemManager(kind: schedule.whose.scope().kind).disable(directory.name.timer)
    try listing.writeOutcome(ScheduleChange(name: directory.name.text, state: .paused))
  }
}

struct ScheduleResumeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Starts a paused schedule's timer again.",
    discussion: """
      With --json it prints {"name", "state"}; else nothing.

      EXAMPLE:
          croft schedule resume nightly
      """)

  @OptionGroup var schedule: ScheduleArgument

  @OptionGroup var listing: ListingOptions

  func run() throws {
    let directory = try schedule.directory()
    try SystemManager(kind: schedule.whose.scope().kind).enable(directory.name.timer)
    try listing.writeOutcome(ScheduleChange(name: directory.name.text, state: .active))
  }
}

struct ScheduleRemoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "Ends a schedule, its run too, and removes its units and its state.",
    discussion: """
      With --json it prints {"name", "state"}; else nothing.

      EXAMPLES:
          croft schedule remove nightly
        So that its history can still be seen, and goes on when it is added again:
          croft schedule remove nightly --keep-history
      """)

  @OptionGroup var schedule: ScheduleArgument

  @Flag(help: "Keep the list of its runs.")
  var keepHistory = false

  @OptionGroup var listing: ListingOptions

  func run() throws {
    let directory = try schedule.directory()
    let installer = ScheduleInstaller(scope: try schedule.whose.scope(), name: directory.name)
    try installer.remove()
    guard try !directory.hasRunning() else {
      throw ScheduleError(
        "a window of \(directory.name.text) runs in a terminal (run-now or backfill): end it, and remove the schedule "
          + "again; its timer is gone already")
    }
    try directory.remove(keepingHistory: keepHistory)
    try listing.writeOutcome(ScheduleChange(name: directory.name.text, state: .removed))
  }
}
