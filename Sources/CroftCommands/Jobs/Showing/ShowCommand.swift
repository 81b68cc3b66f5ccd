import ArgumentParser
import CroftDriver
import CroftProtocol

struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Shows everything about a job: its state, its commands, its steps and what they used.",
    discussion: """
      CPU time and peak memory of the job are those of its executors that have ended; those of a step, of its tasks. \
      Commands and their settings are shown to who submitted them.

      With --json it is {"job", "running", "steps", "submission"}; the documentation has a page on it, Command-line \
      JSON. With --quiet it is the job's number.

      EXAMPLES:
        croft show 7
        croft show nightly --json
      """)

  @Argument(help: .job) var job: JobReference

  @OptionGroup var manager: ManagerOptions
  @OptionGroup var listing: DatedListingOptions

  func run() throws {
    let client = try manager.connect()
    let record = try JobDirectory(client: client).record(of: job)
    let submission = try SubmissionDetails(ofNumber: record.id, socketPath: manager.socketPath())
    try listing.write(JobDetailsReport(payload: JobDetails(of: record, from: client, submission)))
  }
}

extension JobDetailsReport: Listing {
  var ids: [String] { ["\(payload.job.id)"] }
}
