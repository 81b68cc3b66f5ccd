import ArgumentParser
import CroftDriver
import CroftProtocol

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Tells why a job waits for executors, and what would have to change.",
    discussion: """
      For each request that waits: what it asked, what is free, what is in its way, who has the rest.

      With --json it is the reply of io.croft.Manager.Explain; with --quiet, the numbers of the requests that wait.

      EXAMPLES:
        croft explain 7
        croft explain nightly
      """)

  @Argument(help: .job) var job: JobReference

  @OptionGroup var manager: ManagerOptions
  @OptionGroup var listing: DatedListingOptions

  func run() throws {
    let client = try manager.connect()
    let number = try JobDirectory(client: client).numberOfRunning(job)
    try listing.write(ExplanationReport(application: number, payload: client.call(Explain(application: number))))
  }
}
