import ArgumentParser
import Croft
import CroftProtocol

/// The command `croft`, for an executable that holds nothing else.
package enum CommandLineTool {
  /// Serves as an executor first of all, on the main thread, when a manager started this process as one.
  @MainActor
  package static func run() async {
    Farm.serveIfExecutor()
    StandardStreams.openMissing()
    let arguments = JobFileArguments.fileLast(ArgumentBytes.ofProcess)
    do {
      try SubcommandSpelling.check(arguments)
      try await run(arguments)
    } catch {
      leave(with: error)
    }
  }

  /// On any thread, as ArgumentParser's own `main` does it: a command may block.
  @concurrent private static func run(_ arguments: [String]) async throws {
    var command = try await CroftCommand.asyncParseAsRoot(arguments)
    if var asynchronous = command as? any AsyncParsableCommand { return try await asynchronous.run() }
    try command.run()
  }

  /// Ends the process as `CroftCommand.exit(withError:)` does, but for a complaint's control characters: it may hold
  /// another user's words.
  private static func leave(with error: any Error) -> Never {
    let status = CroftCommand.exitCode(for: error)
    let complaint = CroftCommand.fullMessage(for: error)
    guard !status.isSuccess, !complaint.isEmpty else { CroftCommand.exit(withError: error) }
    StandardError.say(complaint)
    CroftCommand.exit(withError: status)
  }
}

struct CroftCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "croft",
    abstract: "Runs commands and programs on a Croft farm, and looks after it.",
    discussion: """
      Without options, the user's own manager is asked, else the system's. CROFT_MASTER names another.

      EXAMPLES:
        Run a command for each of many files, and print what it prints:
          croft submit --wait -- gzip -9 {} ::: *.log
        Hand a thousand simulations to the manager, which prints the job's number:
          croft submit --array 1-1000 --memory 2G -- ./simulate --seed {}
        Which jobs run, and how did those of today end?
          croft list
        Which tasks of job 7 failed, and why? What did they print? Run them again:
          croft tasks 7 --state failed
          croft logs 7
          croft retry 7
        Is the manager there, and what is free?
          croft status
        Why does job 7 wait?
          croft explain 7
        Ask the manager that listens on a certain socket:
          croft executors --socket /tmp/farm/io.croft.Manager --json
      """,
    version: CroftVersion.current,
    groupedSubcommands: [
      CommandGroup(
        name: "Job",
        subcommands: [
          SubmitCommand.self, DriveCommand.self, RunCommand.self, CheckCommand.self, ListCommand.self,
          ShowCommand.self, TasksCommand.self, LogsCommand.self, WaitCommand.self, CancelCommand.self,
          HoldCommand.self, ReleaseCommand.self, RetryCommand.self,
        ]),
      CommandGroup(name: "Schedule", subcommands: [ScheduleCommand.self, BackfillCommand.self]),
      CommandGroup(
        name: "Farm",
        subcommands: [
          StatusCommand.self, TopCommand.self, QueuesCommand.self, ApplicationsCommand.self, ExecutorsCommand.self,
          ExplainCommand.self, EventsCommand.self, HistoryCommand.self,
        ]),
      CommandGroup(
        name: "Administration",
        subcommands: [
          DoctorCommand.self, ConfigCommand.self, ScaleCommand.self, ReloadCommand.self, DrainCommand.self,
          StopCommand.self,
        ]),
    ])
}
