import ArgumentParser
import CroftDriver
import CroftProtocol

struct ApplicationsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "applications",
    abstract: "Lists the applications that are registered.",
    discussion: "A user sees their own; root and the manager's user see everyone's.")

  @OptionGroup var manager: ManagerOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    try output.write(ApplicationsReport(payload: manager.connect().call(ListApplications())))
  }
}
