import ArgumentParser
import CroftDriver
import CroftProtocol

struct QueuesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "queues",
    abstract: "Lists the queues: what each is owed, what it uses, what waits in it.",
    discussion: """
      They are configured in croftd.conf(5). With --json it is the reply of io.croft.Manager.ListQueues; with --quiet, \
      their names.

      EXAMPLES:
        croft queues
        croft submit --queue "$(croft queues --quiet | head --lines 1)" -- ./report
      """)

  @OptionGroup var manager: ManagerOptions
  @OptionGroup var listing: ListingOptions

  func run() throws {
    try listing.write(QueuesReport(payload: manager.connect().call(ListQueues())))
  }
}
