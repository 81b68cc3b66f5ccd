import ArgumentParser
import CroftDriver
import CroftLinux
import CroftProtocol

struct WaitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wait",
    abstract: "Waits until jobs have ended, and exits as they did.",
    discussion: """
      Each is told as it ends; with --quiet, nothing but its number. On a terminal a bar shows how far they are. One \
      that is over already is told at once, from the history. A manager that is restarted meanwhile is waited for.

      The exit status is that of croft submit --wait: 0 when all succeeded, 1 when tasks failed, else what the job's \
      driver exited with; of several jobs, the greatest. It is 1, too, where that isn't known, because the driver was \
      killed or had no manager to tell.

      With --json it is, at the end, {"jobs": [...]} as croft list prints it.

      EXAMPLES:
        number=$(croft submit --over 'in/*.csv' -- ./convert {})
        croft wait "$number" && echo all converted
      """)

  @Argument(help: .jobs) var jobs: [JobReference]

  @OptionGroup var manager: ManagerOptions
  @OptionGroup var listing: ListingOptions

  func run() throws {
    let client = try manager.connect()
    var ended: [JobSummary] = []
    let records = try JobDirectory(client: client).records(of: jobs)
    let socketPath = try manager.socketPath()
    let progress = try WaitProgress(of: records, isShown: listing.isForPeople) {
      try ManagerClient(socketPath: socketPath)
    }
    defer { progress.stop() }
    try JobWaiter(socketPath: socketPath).wait(for: records) { record in
      var job = JobSummary(record, nil)
      // Another connection: the first may have gone with its manager.
      job.state = try JobOutcome.state(of: record, from: manager.connect())
      ended.append(job)
      if !listing.output.json {
        try progress.print(listing.quiet ? "\(job.id)" : Self.sentence(job, in: .forStandardOutput()))
      }
    }
    if listing.output.json {
      let now = UnixTime.nowMilliseconds
      try listing.write(JobListReport(payload: .init(jobs: ended), nowUnixMilliseconds: now))
    }
    let status = ended.map(JobOutcome.exitStatus).max() ?? 0
    if status != 0 { throw ExitCode(status) }
  }

  static func sentence(_ job: JobSummary, in style: TextStyle) -> String {
    let state = job.state.tone.map { style.coloured(job.state.rawValue, $0) } ?? job.state.rawValue
    var parts = ["\(job.id) (\(job.name.printable)) \(state)"]
    if let tasks = job.tasks {
      parts.append("\(tasks.succeeded) of \(tasks.total) tasks succeeded")
    }
    if let endedAt = job.endedAt {
      parts.append(
        "\(style.duration(microseconds: max(0, endedAt - job.startedAt) * 1000))\(style.isRounded ? "" : " s")"
      )
    }
    return parts.joined(separator: ", ")
  }
}
