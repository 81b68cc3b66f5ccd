import ArgumentParser
import CroftLinux

struct SchedulePauseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pause",
    abstract: "Stops a schedule's timer; a run that goes on comes to its end.",
    discussion: """
      The windows that pass meanwhile count as missed: resuming catches them up as --catch-up says.

      EXAMPLE:
          croft schedule pause nightly
      """)

  @OptionGroup var schedule: ScheduleArgument

  func run() throws {
    let directory = try schedule.directory()
    try SystemManager(kind: schedule.whose.scope().kind).disable(directory.name.timer)
  }
}

struct ScheduleResumeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Starts a paused schedule's timer again.",
    discussion: """
      EXAMPLE:
          croft schedule resume nightly
      """)

  @OptionGroup var schedule: ScheduleArgument

  func run() throws {
    let directory = try schedule.directory()
    try SystemManager(kind: schedule.whose.scope().kind).enable(directory.name.timer)
  }
}

struct ScheduleRemoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "Ends a schedule, its run too, and removes its units and its state.",
    discussion: """
      EXAMPLES:
          croft schedule remove nightly
        So that its history can still be seen, and goes on when it is added again:
          croft schedule remove nightly --keep-history
      """)

  @OptionGroup var schedule: ScheduleArgument

  @Flag(help: "Keep the list of its runs.")
  var keepHistory = false

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
  }
}
