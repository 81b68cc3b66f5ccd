import ArgumentParser
import CroftProtocol

/// The command `croft`, for an executable that holds nothing else.
package enum CommandLineTool {
  package static func run() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      try SubcommandSpelling.check(arguments)
    } catch {
      CroftCommand.exit(withError: error)
    }
    CroftCommand.main(arguments)
  }
}

struct CroftCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "croft",
    abstract: "Looks after a Croft farm: its manager, the applications on it, and their executors.",
    discussion: """
      Without options, the user's own manager is asked, else the system's. CROFT_MASTER names another.

      EXAMPLES:
        Is the manager there, and what is free?
          croft status
        Ask the manager that listens on a certain socket:
          croft applications --socket /tmp/farm/io.croft.Manager
        Everything about the executors, for a program:
          croft executors --json
        Why does application 7 wait?
          croft explain 7
        What do its tasks print?
          croft logs 7 --follow
        Have the manager run a program, whoever logs out:
          croft submit --detach -- wordcount /usr/share/common-licenses
      """,
    version: CroftVersion.current,
    subcommands: [
      StatusCommand.self, ApplicationsCommand.self, ExecutorsCommand.self, QueuesCommand.self, ExplainCommand.self,
      EventsCommand.self, LogsCommand.self, HistoryCommand.self, SubmitCommand.self, CancelCommand.self,
      ScheduleCommand.self, BackfillCommand.self, ScaleCommand.self, ReloadCommand.self, DrainCommand.self,
      StopCommand.self,
    ])
}
