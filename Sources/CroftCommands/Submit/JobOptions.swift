import ArgumentParser

/// What concerns the job as a whole, and how it is run.
struct JobOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("What lists call the job. (default: the program's name)", valueName: "name"),
    transform: ArgumentBytes.onlyText)
  var name: String?

  @Option(
    help: ArgumentHelp("The queue it waits in. (default: CROFT_QUEUE, else the manager's)", valueName: "name"),
    completion: Completions.queues, transform: ArgumentBytes.onlyText)
  var queue: String?

  @Option(help: ArgumentHelp("Of a job's steps that wait, the higher goes first. (default: 0)", valueName: "number"))
  var priority: Int?

  @Option(help: ArgumentHelp("How many tasks may run at once.", valueName: "count"))
  var maxRunning: Int?

  @Option(
    help: ArgumentHelp(
      "End the job when more tasks than these have failed for good; 0: with the first. (default: no limit)",
      valueName: "count"))
  var maxFailures: Int?

  @Option(
    help: ArgumentHelp(
      "Start when this job, by its number, its name or the beginning of its name, has ended well.", valueName: "job"))
  var after: [JobReference] = []

  @Flag(help: "Hand the job to the manager, and print its number. This is the default where there is a manager.")
  var detach = false

  @Flag(help: "Run the job from here: print what the tasks print as they end, and exit as the job ends.")
  var wait = false

  @Flag(help: "Print what the tasks print in the order of the inputs.")
  var ordered = false

  @Flag(help: .quietJob)
  var quiet = false

  @Flag(help: "Print one JSON document about the job instead of what the tasks print.")
  var json = false

  func validate() throws {
    try TaskOptions.check(priority, "--priority", -1000...1000)
    try TaskOptions.check(maxRunning, "--max-running", 1...1 << 22)
    try TaskOptions.check(maxFailures, "--max-failures", 0...10_000_000)
    if detach, wait { throw ValidationError("--detach and --wait exclude one another.") }
    if detach, ordered { throw ValidationError("--ordered is for --wait: nothing is printed here otherwise.") }
    if ordered, json { throw ValidationError("--json prints no task's output, so that --ordered has no meaning.") }
    if quiet, json { throw ValidationError("--quiet and --json exclude one another.") }
  }

  var presentation: AttachedRun.Presentation {
    AttachedRun.Presentation(isOrdered: ordered, isQuiet: quiet, isJSON: json)
  }
}

extension ArgumentHelp {
  /// Of the commands that hand a job over, or with --wait run it.
  static let quietJob = ArgumentHelp(
    """
    Print the job's number alone; with --wait, what the tasks print, and beside it nothing but why the job could not \
    be run.
    """)
}
