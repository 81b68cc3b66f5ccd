import ArgumentParser
import Croft
import CroftDriver
import CroftLinux
import CroftProtocol

struct EventsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "events",
    abstract: "Shows what happens on the farm, as it happens.",
    discussion: """
      It ends when the manager does, and that of one job with the job. With --json each event is one line, a reply of \
      io.croft.Manager.Monitor; with --quiet, the number of the job that it is about.

      EXAMPLES:
        croft events
        croft events nightly --json
      """)

  @Argument(help: ArgumentHelp("Only what happens to this job.", valueName: "job"))
  var job: JobReference?

  @OptionGroup var manager: ManagerOptions
  @OptionGroup var listing: ListingOptions

  func run() throws {
    let application = try job.map(JobDirectory(client: manager.connect()).numberOfRunning)
    let events = try EventStream(of: application, socketPath: manager.socketPath())
    var isStopping = false
    do {
      while true {
        let event = try events.next()
        write(event)
        // Somebody watches, also through a pipe.
        try StandardStreams.flush()
        if event.kind == .stopping { isStopping = true }
        // Of one job, nothing comes after that.
        if application != nil, event.kind == .applicationEnded { return }
      }
    } catch let error as ManagerClientError where error.reason == .closed && isStopping {
      // It said that it would leave, and there is nothing to watch any more.
    }
  }

  private func write(_ event: FarmEvent) {
    if listing.quiet {
      if let application = event.application { print(application) }
    } else {
      // A relative time would be wrong a moment later.
      print(listing.output.json ? Self.json(event) : Self.line(event))
    }
  }

  static func json(_ event: FarmEvent) -> String {
    // A value of integers and strings always has a JSON form.
    (try? JSONValue(encoding: event).text()) ?? ""
  }

  static func line(_ event: FarmEvent) -> String {
    let time = TextStyle.plain.moment(unixMilliseconds: event.time)
    return "\(time)  \(event.kind.rawValue)  \(event.message.printable)"
  }
}
