import ArgumentParser
import CroftDriver
import CroftLinux
import CroftProtocol

struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists jobs: those that run, and those that ended in the last day.",
    discussion: """
      The newest come first. TASKS counts those that have come to an end, of all; FAILED those of them that failed \
      for good. A user sees their own; root, the manager's user and administrators see everyone's.

      With --json it is {"jobs": [...]}, each job a PastApplication of io.croft.Manager with a state and what it has \
      now; the documentation has a page on it, Command-line JSON.

      EXAMPLES:
        What runs, and what has run since yesterday?
          croft list
        What failed, ever?
          croft list --all --state failed
        Cancel all that wait in the queue night:
          croft list --state waiting --queue night --quiet | xargs --no-run-if-empty croft cancel
      """)

  private static let dayMilliseconds = 86_400_000

  @Flag(name: .shortAndLong, help: "Also those that ended earlier.")
  var all = false

  @Option(
    name: [.customShort("n"), .long],
    help: ArgumentHelp(
      "How many at most of those that are over, the newest of them.", valueName: "count"))
  var limit = 100

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Only those in this state; may be given several times.", valueName: "state"),
    completion: Completions.words(of: JobState.self), transform: JobState.reading)
  var state: [JobState] = []

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Only this user's, by name or number.", valueName: "user"),
    completion: Completions.users)
  var user: String?

  @Option(help: ArgumentHelp("Only those in this queue.", valueName: "name"), completion: Completions.queues)
  var queue: String?

  @OptionGroup var manager: ManagerOptions
  @OptionGroup var listing: DatedListingOptions

  func validate() throws {
    guard limit >= 0 else { throw ValidationError("--limit takes 0 or more, not \(limit).") }
  }

  func run() throws {
    let now = UnixTime.nowMilliseconds
    let selection = JobSelection(
      since: all ? nil : now - Self.dayMilliseconds, limit: limit, states: Set(state),
      userID: try user.map(Self.userID), queue: queue)
    let (jobs, hasMore) = try selection.jobs(of: manager.connect())
    try listing.write(JobListReport(payload: .init(jobs: jobs), nowUnixMilliseconds: now))
    if hasMore, listing.isForPeople {
      StandardError.warn("there are older ones: --limit")
    }
  }

  private static func userID(_ name: String) throws -> Int {
    guard let id = UserNames.id(ofUser: name) else {
      throw ValidationError("There is no user '\(name.printable)'.")
    }
    return id
  }
}
