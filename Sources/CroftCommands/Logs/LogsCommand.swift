import ArgumentParser
import CroftLinux

struct LogsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "logs",
    abstract: "Shows what applications printed, and what the manager said of them.",
    discussion: """
      It asks journalctl(1) for the entries of the farm: of one application, of its executors and tasks, or of \
      everything. A user sees their own; root and members of systemd-journal see everyone's. The entries are there \
      when croftd logs to the journal, as it does under systemd; the fields are described in croftd(8).

      With one slot to an executor, each line belongs to the task that printed it. With more, a line is shown for \
      each of the tasks that ran when it was printed.

      EXAMPLES:
        Everything about application 7, from the beginning:
          croft logs 7
        What it prints from now on:
          croft logs 7 --follow
        All that the attempts of task 3 of stage 0 of job 2 printed:
          croft logs 7 --job 2 --stage 0 --task 3
        Just the lines, of one executor, of the last hour:
          croft logs 7 --executor 2 --since -1h --output cat
        What went wrong today, with explanations:
          croft logs --priority warning --since today --explain
        What the manager did for application 7, as JSON:
          croft logs 7 --manager --output json
      """)

  /// What journalctl(1) of systemd 252 knows.
  static let outputModes = [
    "short", "short-full", "short-iso", "short-iso-precise", "short-precise", "short-monotonic", "short-unix",
    "short-delta", "with-unit", "verbose", "export", "json", "json-pretty", "json-sse", "json-seq", "cat",
  ]
  static let priorities = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"]

  @Argument(help: ArgumentHelp("Only what belongs to this application.", valueName: "application"))
  var application: Int?

  @Option(help: ArgumentHelp("Only a job of it.", valueName: "number"))
  var job: Int?

  @Option(help: ArgumentHelp("Only a stage.", valueName: "number"))
  var stage: Int?

  @Option(help: ArgumentHelp("Only a task: a partition of a stage.", valueName: "number"))
  var task: Int?

  @Option(help: ArgumentHelp("Only one try of each task, counted from 0.", valueName: "number"))
  var attempt: Int?

  @Option(help: ArgumentHelp("Only one of its executors.", valueName: "number"))
  var executor: Int?

  @Flag(help: "Only what the manager says.")
  var manager = false

  @Flag(name: .shortAndLong, help: "Go on with what comes, until it is interrupted.")
  var follow = false

  // Times before now begin with a dash.
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Not what is older, such as today, -1h or \"2026-11-22 18:00\".", valueName: "time"))
  var since: String?

  @Option(parsing: .unconditional, help: ArgumentHelp("Not what is newer.", valueName: "time"))
  var until: String?

  @Option(name: [.customShort("n"), .long], help: ArgumentHelp("Only the last ones.", valueName: "count"))
  var lines: Int?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Only what is at least so important: \(priorities.joined(separator: ", ")).", valueName: "level")
  )
  var priority: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("How to show entries, as journalctl does: cat, json, verbose and more.", valueName: "mode"))
  var output = "short-iso"

  @Flag(help: "Explain entries of the manager from the journal's catalog.")
  var explain = false

  func validate() throws {
    let parts = [
      ("--job", job), ("--stage", stage), ("--task", task), ("--attempt", attempt), ("--executor", executor),
    ]
    for (option, number) in [("The application", application)] + parts {
      if let number, number < 0 { throw ValidationError("\(option) takes a number from 0 on, not \(number).") }
    }
    for (option, number) in parts where number != nil && application == nil {
      throw ValidationError("\(option) needs the application it belongs to: croft logs 7 \(option) \(number ?? 0).")
    }
    if manager, parts.dropLast().contains(where: { $0.1 != nil }) {
      throw ValidationError("The manager knows nothing of jobs, stages and tasks: leave out --manager, or the others.")
    }
    if let lines, lines < 0 { throw ValidationError("--lines takes a number from 0 on, not \(lines).") }
    guard Self.outputModes.contains(output) else {
      throw ValidationError(
        "There is no output mode '\(output)'. There are: \(Self.outputModes.joined(separator: ", ")).")
    }
    if let priority, !Self.priorities.contains(priority) {
      throw ValidationError(
        "There is no priority '\(priority)'. There are: \(Self.priorities.joined(separator: ", ")).")
    }
  }

  func run() throws { try run(searchPath: Environment.value("PATH")) }

  func run(searchPath: String?) throws {
    do {
      try ProgramFile(finding: "journalctl", searchPath: searchPath).replaceProcess(arguments: arguments)
    } catch let error as ProgramError {
      throw ProgramError(
        name: error.name,
        reason: """
          \(error.reason). croft logs reads systemd's journal with it: install systemd. Where croftd doesn't run under \
          systemd, what executors print goes to croftd's standard error
          """)
    }
  }

  /// Of journalctl, from its own name on.
  var arguments: [String] {
    let query = JournalQuery(
      application: application, executor: executor, job: job, stage: stage, task: task, attempt: attempt,
      isManagerOnly: manager)
    var arguments = ["journalctl", "--output=\(output)"]
    if follow { arguments.append("--follow") }
    if explain { arguments.append("--catalog") }
    if let since { arguments.append("--since=\(since)") }
    if let until { arguments.append("--until=\(until)") }
    if let lines { arguments.append("--lines=\(lines)") }
    if let priority { arguments.append("--priority=\(priority)") }
    return arguments + query.matches
  }
}
