import ArgumentParser
import CroftDriver
import CroftProtocol

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Tells why an application waits for executors, and what would have to change.",
    discussion: """
      For each request that waits: what it asked, what is free, what is in its way, who has the rest.

      EXAMPLE:
        croft explain 7
      """)

  @Argument(help: ArgumentHelp("The application's id, as croft applications lists it.", valueName: "application"))
  var application: Int

  @OptionGroup var manager: ManagerOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let reply = try manager.connect().call(Explain(application: application))
    try output.write(ExplanationReport(application: application, payload: reply))
  }
}
