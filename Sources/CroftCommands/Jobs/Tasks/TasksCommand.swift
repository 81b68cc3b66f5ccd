import ArgumentParser
import CroftDriver
import CroftProtocol

struct TasksCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tasks",
    abstract: "Lists a job's tasks: what became of each, in how many attempts, and what it used.",
    discussion: """
      ENDED BY tells how the last attempt ended: a command's exit status or signal, or the limit that it met. TIME and \
      OUTPUT are the last attempt's; CPU is that of all of them, and PEAK MEMORY their largest. A task waits until an \
      attempt of it has ended; one that failed may be tried again for as long as the job runs. Tasks are numbered \
      from 1, as {#} and CROFT_TASK are; partitions, in the journal's field CROFT_TASK, from 0.

      With --json it is {"tasks": [...]}, one task to a line; the documentation has a page on it, Command-line JSON.

      EXAMPLES:
        What became of the tasks of job 7?
          croft tasks 7
        Which failed, and why?
          croft tasks 7 --state failed
        The step build of a job file's job:
          croft tasks nightly --step build
        Read what each that failed has printed:
          croft tasks 7 --state failed --quiet | xargs -I {} croft logs 7 --task {}
      """)

  @Argument(help: .job) var job: JobReference

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Only those in this state; may be given several times.", valueName: "state"),
    completion: Completions.words(of: TaskState.self), transform: TaskState.reading)
  var state: [TaskState] = []

  @Option(help: ArgumentHelp("Only this step's, by its number or name.", valueName: "step"))
  var step: String?

  @OptionGroup var manager: ManagerOptions
  @OptionGroup var listing: DatedListingOptions

  func run() throws {
    let client = try manager.connect()
    let record = try JobDirectory(client: client).record(of: job)
    let list = try TaskList(of: record, step: step, states: Set(state), from: client)
    // A million of them as one value would take gigabytes.
    if listing.output.json { return try list.writeJSON() }
    try listing.write(list.report())
  }
}
