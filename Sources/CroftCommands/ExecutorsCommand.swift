import ArgumentParser
import CroftDriver
import CroftProtocol

struct ExecutorsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "executors",
    abstract: "Lists the executor processes.",
    discussion: """
      CPU and USED are what each has used up to now, and the memory that it has at the moment. A user sees their own; \
      root and the manager's user see everyone's.

      With --json it is the reply of io.croft.Manager.ListExecutors; with --quiet, their process ids.

      EXAMPLES:
        croft executors
        croft executors nightly
      """)

  @Argument(help: ArgumentHelp("Only the executors of this job.", valueName: "job"))
  var job: JobReference?

  @OptionGroup var manager: ManagerOptions
  @OptionGroup var listing: DatedListingOptions

  func run() throws {
    let client = try manager.connect()
    let application = try job.map(JobDirectory(client: client).numberOfRunning)
    try listing.write(ExecutorsReport(payload: client.call(ListExecutors(application: application))))
  }
}
