import ArgumentParser
import CroftDriver
import CroftLinux
import CroftProtocol
import Glibc

struct CancelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cancel",
    abstract: "Ends jobs: their drivers are told, their executors are ended.",
    discussion: """
      It returns when the manager has begun to end them; croft wait waits until they are over. The exit status is 1 \
      when one of them could not be ended, or was over before.

      With --json it is {"jobs": [{"id", "name", "isDone", "reason"}]}.

      EXAMPLES:
        croft cancel 7 nightly
        croft cancel --name 'report-*'
        croft cancel --all
        croft list --state waiting --quiet | xargs --no-run-if-empty croft cancel
      """)

  @Argument(help: .jobs) var jobs: [JobReference] = []

  @Flag(help: "All of your own that run.")
  var all = false

  @Option(
    help: ArgumentHelp(
      "All of your own that run and whose names match this pattern, as the shell matches file names.",
      valueName: "pattern"),
    completion: Completions.jobNames)
  var name: String?

  @OptionGroup var manager: ManagerOptions
  @OptionGroup var listing: ListingOptions

  func validate() throws {
    let ways = [!jobs.isEmpty, all, name != nil].count { $0 }
    if ways == 0 { throw ValidationError("Name the jobs to cancel, or give --all or --name.") }
    if ways > 1 {
      throw ValidationError("Jobs, --all and --name are three ways to say it: choose one of them.")
    }
  }

  func run() throws {
    let client = try manager.connect()
    let directory = JobDirectory(client: client)
    let chosen = try jobs.isEmpty ? directory.running(matching: name) : directory.records(of: jobs, toActOn: true)
    if chosen.isEmpty, !listing.quiet {
      StandardError.warn("no job of yours runs that would be ended, ignoring")
    }
    try JobAction(client: client, participle: "cancelled").perform(on: chosen, listing) {
      (id) throws(ManagerClientError) in _ = try client.call(EndApplication(application: id))
    }
  }
}

extension JobDirectory {
  /// The caller's own jobs that are registered, by their numbers.
  ///
  /// - Parameter pattern: of their names, see glob(7); nil takes all.
  func running(matching pattern: String?) throws -> [ApplicationRecord] {
    try client.call(ListApplications()).applications
      .filter { $0.userID == Int(geteuid()) && $0.state != .ending }
      .filter { application in pattern.map { fnmatch($0, application.name, 0) == 0 } ?? true }
      .compactMap { try record($0.id) }
  }
}
