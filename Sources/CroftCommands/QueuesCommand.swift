import ArgumentParser
import CroftDriver
import CroftProtocol

struct QueuesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "queues",
    abstract: "Lists the queues: what each is owed, what it uses, what waits in it.",
    discussion: "They are configured in croftd.conf(5).")

  @OptionGroup var manager: ManagerOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    try output.write(QueuesReport(payload: manager.connect().call(ListQueues())))
  }
}
