import ArgumentParser
import Croft
import CroftBatch
import CroftLinux
import CroftProtocol
import CroftSubmission
import Glibc

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
      try checkBytes(arguments)
      var command = try await CroftCommand.asyncParseAsRoot(arguments)
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
      end(arguments.first, ExitCode.success)
    } catch {
      end(arguments.first, error)
    }
  }

  /// Those that run commands take them, and the names of files, as the kernel gave them.
  private static let takesBytes: Set<String?> = [
    SubmitCommand.configuration.commandName, RunCommand.configuration.commandName,
    CheckCommand.configuration.commandName,
  ]

  private static func checkBytes(_ arguments: [String]) throws {
    guard !takesBytes.contains(arguments.first) else { return }
    for argument in arguments { _ = try ArgumentBytes.onlyText(argument) }
  }

  /// Ends the process as ArgumentParser would, but that output that is lost doesn't look like success.
  private static func end(_ subcommand: String?, _ error: any Error) -> Never {
    var status = CroftCommand.exitCode(for: error)
    // With what arguments are made of where they aren't text.
    let text = ArgumentBytes.bytes(CroftCommand.fullMessage(for: error)).text
    if !text.isEmpty {
      if status.isSuccess { print(text) } else { StandardError.say(text) }
    }
    if let loss = OutputLoss.find() {
      if let sentence = loss.sentence { StandardError.warn(sentence) }
      if status.isSuccess { status = loss.exitCode(of: subcommand) }
    }
    exit(status.rawValue)
  }
}

/// What was printed could not be written.
struct OutputLoss {
  let error: any Error

  /// Writes what has been printed; nil when all of it was written.
  static func find() -> OutputLoss? {
    do {
      try StandardStreams.flush()
      return nil
    } catch {
      return OutputLoss(error: error)
    }
  }

  private var isReaderGone: Bool { (error as? SystemError)?.errno == EPIPE }

  /// nil where the reader has left, as `head` does when it has seen enough.
  var sentence: String? { isReaderGone ? nil : "the output could not be written: \(error)" }

  /// As when a signal says that the reader has left; else the status with which the command tells that it couldn't do
  /// what it was told.
  func exitCode(of subcommand: String?) -> ExitCode {
    if isReaderGone { return ExitCode(128 + SIGPIPE) }
    let submits = [SubmitCommand.configuration.commandName, RetryCommand.configuration.commandName]
    return submits.contains(subcommand) ? ExitCode(SubmissionOutcome(end: .failed).exitStatus) : .failure
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
