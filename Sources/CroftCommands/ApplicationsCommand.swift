import ArgumentParser
import CroftDriver
import CroftProtocol

struct ApplicationsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "applications",
    abstract: "Lists the applications that are registered.",
    discussion: """
      croft list shows them as jobs, with those that are over. A user sees their own; root and the manager's user see \
      everyone's.

      With --json it is the reply of io.croft.Manager.ListApplications.

      EXAMPLES:
        croft applications
        croft applications --json
      """)

  @OptionGroup var manager: ManagerOptions
  @OptionGroup var listing: DatedListingOptions

  func run() throws {
    try listing.write(ApplicationsReport(payload: manager.connect().call(ListApplications())))
  }
}
