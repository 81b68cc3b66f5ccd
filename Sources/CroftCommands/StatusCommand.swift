import ArgumentParser
import CroftDriver
import CroftProtocol

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Shows the manager's condition: what is there, what is free, which limits are enforced.",
    discussion: """
      With --json it is the reply of io.croft.Manager.GetStatus.

      EXAMPLES:
        croft status
        croft status --json
      """)

  @OptionGroup var manager: ManagerOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    try output.write(StatusReport(payload: manager.connect().call(GetStatus())))
  }
}
