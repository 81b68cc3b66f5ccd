import ArgumentParser
import CroftDriver
import CroftProtocol

struct HoldCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hold",
    abstract: "Holds jobs back: tasks that run go on to their end, and no others start.",
    discussion: """
      A held job gets no executors and gives back those it has; it stays held when the manager is restarted. The exit \
      status is 1 when one of them could not be held.

      With --json it is {"jobs": [{"id", "name", "isDone", "reason"}]}.

      EXAMPLES:
        Let others go first:
          croft hold 7
        Go on in the evening:
          croft release 7
      """)

  @Argument(help: .jobs) var jobs: [JobReference]

  @OptionGroup var manager: ManagerOptions
  @OptionGroup var listing: ListingOptions

  func run() throws { try holdBack(jobs, true, manager, listing) }
}

struct ReleaseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "release",
    abstract: "Lets held jobs go on.",
    discussion: """
      One that isn't held goes on as before. The exit status is 1 when one of them could not be released.

      With --json it is {"jobs": [{"id", "name", "isDone", "reason"}]}.

      EXAMPLES:
        croft release 7
        croft list --state held --quiet | xargs --no-run-if-empty croft release
      """)

  @Argument(help: .jobs) var jobs: [JobReference]

  @OptionGroup var manager: ManagerOptions
  @OptionGroup var listing: ListingOptions

  func run() throws { try holdBack(jobs, false, manager, listing) }
}

private func holdBack(
  _ jobs: [JobReference], _ isHeld: Bool, _ manager: ManagerOptions, _ listing: ListingOptions
) throws {
  let client = try manager.connect()
  let records = try JobDirectory(client: client).records(of: jobs, toActOn: true)
  try JobAction(client: client, participle: isHeld ? "held" : "released").perform(on: records, listing) {
    (id) throws(ManagerClientError) in
    _ = try client.call(HoldApplication(application: id, held: isHeld))
  }
}
