import ArgumentParser
import CroftDriver
import CroftProtocol

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Shows the manager's condition: what is there, what is free, which limits are enforced.",
    discussion: """
      With --json it is the reply of io.croft.Manager.GetStatus; with --quiet nothing at all: the exit status is 0 \
      when a manager answers, else 1.

      EXAMPLES:
        croft status
        croft status --json
        croft status --quiet || echo there is no farm
      """)

  @OptionGroup var manager: ManagerOptions
  @OptionGroup var listing: ListingOptions

  func run() throws {
    do {
      try listing.write(StatusReport(payload: manager.connect().call(GetStatus())))
    } catch let error where listing.quiet && (error is NoManagerError || error is ManagerClientError) {
      throw ExitCode.failure
    }
  }
}
