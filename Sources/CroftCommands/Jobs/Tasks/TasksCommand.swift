import ArgumentParser
import CroftDriver
import CroftProtocol

struct TasksCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tasks",
    abstract: "Lists a job's tasks: what became of each, in how many attempts, and what it used.",
    discussion: """
      ENDED BY tells how the last attempt ended: a command's exit status or signal, or the limit that it met. TIME and \
      OUTPUT are the last attempt's, and TIME of a task that runs is what it has run so far; CPU is that of all \
      attempts, and PEAK MEMORY their largest. A task is shown to run once it has done so for about a second, and \
      waits before that; one that failed may be tried again for as long as the job runs. Tasks are numbered from 1 \
      within each step, as {#} and CROFT_TASK are; partitions, in the journal's field CROFT_TASK, from 0.

      With --json it is {"tasks": [...]}, one task to a line; the documentation has a page on it, Command-line JSON.

      EXAMPLES:
        What became of the tasks of job 7?
          croft tasks 7
        Which failed, and why?
          croft tasks 7 --state failed
        What runs now, and for how long?
          croft tasks 7 --state running
        The step build of a job file's job:
          croft tasks nightly --step build
        Read what each task of a step that failed has printed; a plain command's step is 1:
          croft tasks 7 --step 1 --state failed --quiet | xargs -I {} croft logs 7 --step 1 --task {}
      """)

  @Argument(help: .job) var job: JobReference

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Only those in this state; may be given several times.", valueName: "state"),
    completion: Completions.words(of: TaskState.self), transform: TaskState.reading)
  var state: [TaskState] = []

  @Option(
    help: ArgumentHelp("Only this step's, by its number or name.", valueName: "step"), completion: Completions.steps)
  var step: String?

  @OptionGroup var manager: ManagerOptions
  @OptionGroup var listing: DatedListingOptions

  func run() throws {
    let client = try manager.connect()
    let record = try JobDirectory(client: client).record(of: job)
    let list = try TaskList(of: record, step: step, states: Set(state), from: client)
    if listing.output.json { return try list.writeJSON() }
    if listing.quiet { return list.writeIDs() }
    list.writeText(in: .forStandardOutput(isAbsolute: listing.absolute))
  }
}
