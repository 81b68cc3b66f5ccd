import ArgumentParser
import CroftLinux

struct LogsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "logs",
    abstract: "Shows what jobs printed, and what the manager said of them.",
    discussion: """
      It asks journalctl(1) for the entries of the farm: of one job, of its executors and tasks, or of \
      everything. A user sees their own; root and members of systemd-journal see everyone's. The entries are there \
      when croftd logs to the journal, as it does under systemd; the fields are described in croftd(8).

      With one slot to an executor, each line belongs to the task that printed it. With more, a line is shown for \
      each of the tasks that ran when it was printed. Tasks and attempts are counted from 1, as {#}, CROFT_TASK and \
      croft tasks count them; in the journal's own fields CROFT_TASK and CROFT_ATTEMPT, from 0.

      EXAMPLES:
        Everything about job 7, from the beginning:
          croft logs 7
        What it prints from now on:
          croft logs 7 --follow
        All that the attempts of task 3 printed; of a job with several steps, of task 3 of its step build:
          croft logs 7 --task 3
          croft logs nightly --step build --task 3
        Just the lines, of one executor, of the last hour:
          croft logs 7 --executor 2 --since -1h --output cat
        What went wrong today, with explanations:
          croft logs --priority warning --since today --explain
        What the manager did for job 7, as JSON:
          croft logs 7 --manager --json
      """)

  /// What journalctl(1) of systemd 252 knows.
  static let outputModes = [
    "short", "short-full", "short-iso", "short-iso-precise", "short-precise", "short-monotonic", "short-unix",
    "short-delta", "with-unit", "verbose", "export", "json", "json-pretty", "json-sse", "json-seq", "cat",
  ]
  static let priorities = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"]

  @Argument(help: ArgumentHelp("Only what belongs to this job.", valueName: "job"))
  var job: JobReference?

  @Option(
    name: [.customLong("step"), .customLong("job")],
    help: ArgumentHelp("Only a step of it, by its number or name.", valueName: "step"))
  var step: StepReference?

  @Option(help: ArgumentHelp("Only a stage.", valueName: "number"))
  var stage: Int?

  @Option(help: ArgumentHelp("Only a task, counted from 1.", valueName: "number"))
  var task: Int?

  @Option(help: ArgumentHelp("Only one try of each task, counted from 1.", valueName: "number"))
  var attempt: Int?

  @Option(help: ArgumentHelp("Only one of its executors.", valueName: "number"), completion: Completions.executors)
  var executor: Int?

  @Flag(name: .customLong("manager"), help: "Only what the manager says.")
  var isManagerOnly = false

  @Flag(name: .shortAndLong, help: "Go on with what comes, until it is interrupted.")
  var follow = false

  // Times before now begin with a dash.
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Not what is older, such as today, -1h or \"2026-11-22 18:00\".", valueName: "time"))
  var since: String?

  @Option(parsing: .unconditional, help: ArgumentHelp("Not what is newer.", valueName: "time"))
  var until: String?

  @Option(name: [.customShort("n"), .long], help: ArgumentHelp("Only the last ones.", valueName: "count"))
  var lines: Int?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Only what is at least so important: \(priorities.joined(separator: ", ")).",
      valueName: "level"),
    completion: .list(priorities))
  var priority: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "How to show entries, as journalctl does: cat, json, verbose and more. (default: short-iso)",
      valueName: "mode"),
    completion: .list(outputModes))
  var output: String?

  @Flag(help: "Print each entry as a line of JSON, as journalctl does; the same as --output json.")
  var json = false

  @Flag(name: .shortAndLong, help: "Print the entries and nothing about them, such as that there are none.")
  var quiet = false

  @Flag(help: "Explain entries of the manager from the journal's catalog.")
  var explain = false

  @OptionGroup var manager: ManagerOptions

  func validate() throws {
    if let step, job == nil {
      throw ValidationError("--step needs the job it belongs to: croft logs 7 --step \(step.text).")
    }
    let parts = [
      ("--step", step?.number, 1), ("--stage", stage, 0), ("--task", task, 1), ("--attempt", attempt, 1),
      ("--executor", executor, 1),
    ]
    for case (let option, let number?, let first) in parts {
      if number < first {
        throw ValidationError("\(option) takes a number from \(first) on, not \(number).")
      }
      if job == nil {
        throw ValidationError("\(option) needs the job it belongs to: croft logs 7 \(option) \(number).")
      }
    }
    if isManagerOnly, step != nil || parts.dropLast().contains(where: { $0.1 != nil }) {
      throw ValidationError("The manager knows nothing of steps, stages and tasks: leave out --manager, or the others.")
    }
    if let lines, lines < 0 { throw ValidationError("--lines takes a number from 0 on, not \(lines).") }
    if json, output != nil {
      throw ValidationError("--json and --output both say how to show entries; give only one of them.")
    }
    if let output, !Self.outputModes.contains(output) {
      throw ValidationError(
        "There is no output mode '\(output)'. \(SubcommandSpelling.suggestion(for: output, among: Self.outputModes))"
      )
    }
    if let priority, !Self.priorities.contains(priority) {
      throw ValidationError(
        "There is no priority '\(priority)'. \(SubcommandSpelling.suggestion(for: priority, among: Self.priorities))"
      )
    }
  }

  func run() throws { try run(searchPath: Environment.value("PATH")) }

  func run(searchPath: String?) throws {
    let application = try job.map(number)
    let stepNumber = try application.flatMap { job in try step?.number(in: job, from: manager.connect()) }
    do {
      try ProgramFile(finding: "journalctl", searchPath: searchPath)
        .replaceProcess(arguments: arguments(of: application, step: stepNumber))
    } catch let error as ProgramError {
      throw ProgramError(
        name: error.name,
        reason: """
          \(error.reason). croft logs reads systemd's journal with it: install systemd. Where croftd doesn't run under \
          systemd, what executors print goes to croftd's standard error
          """)
    }
  }

  /// A number is taken as it is: the journal may remember a job that no manager knows any more.
  private func number(of job: JobReference) throws -> Int {
    try job.number ?? JobDirectory(client: manager.connect()).number(of: job)
  }

  /// Of journalctl, from its own name on.
  func arguments(of application: Int?, step: Int?) -> [String] {
    let query = JournalQuery(
      application: application, executor: executor, job: step, stage: stage, task: task.map { $0 - 1 },
      attempt: attempt.map { $0 - 1 }, isManagerOnly: isManagerOnly)
    var arguments = ["journalctl", "--output=\(output ?? (json ? "json" : "short-iso"))"]
    if quiet { arguments.append("--quiet") }
    if follow { arguments.append("--follow") }
    if explain { arguments.append("--catalog") }
    if let since { arguments.append("--since=\(since)") }
    if let until { arguments.append("--until=\(until)") }
    if let lines { arguments.append("--lines=\(lines)") }
    if let priority { arguments.append("--priority=\(priority)") }
    return arguments + query.matches
  }
}
