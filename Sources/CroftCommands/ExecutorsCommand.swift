import ArgumentParser
import CroftDriver
import CroftProtocol

struct ExecutorsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "executors",
    abstract: "Lists the executor processes.",
    discussion: "A user sees their own; root and the manager's user see everyone's.")

  @Option(help: ArgumentHelp("Only the executors of this application.", valueName: "id"))
  var application: Int?

  @OptionGroup var manager: ManagerOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    try output.write(ExecutorsReport(payload: manager.connect().call(ListExecutors(application: application))))
  }
}
