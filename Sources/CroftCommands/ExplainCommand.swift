import ArgumentParser
import CroftDriver
import CroftProtocol

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Tells why a job waits for executors, and what would have to change.",
    discussion: """
      For each request that waits: what it asked, what is free, what is in its way, who has the rest.

      With --json it is the reply of io.croft.Manager.Explain.

      EXAMPLES:
        croft explain 7
        croft explain nightly
      """)

  @Argument(help: .job) var job: JobReference

  @OptionGroup var manager: ManagerOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let client = try manager.connect()
    let record = try JobDirectory(client: client).record(of: job)
    guard record.endedAt == nil else { throw JobIsOverError(record) }
    try output.write(ExplanationReport(application: record.id, payload: client.call(Explain(application: record.id))))
  }
}
