import ArgumentParser
import CroftDriver
import CroftLinux
import CroftProtocol
import Glibc

struct EventsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "events",
    abstract: "Shows what happens on the farm, as it happens.",
    discussion: "It ends when the manager does. With --json, each event is one line.")

  @Option(help: ArgumentHelp("Only what happens to this application.", valueName: "id"))
  var application: Int?

  @Flag(help: "Print each event as a line of JSON, with the names of the manager's Varlink interface.")
  var json = false

  @OptionGroup var manager: ManagerOptions

  func run() throws {
    let json = json
    var isStopping = false
    do {
      try manager.connect().stream(Monitor(application: application)) { event in
        print(json ? Self.json(event) : Self.line(event))
        // Somebody watches, also through a pipe.
        fflush(nil)
        if event.kind == .stopping { isStopping = true }
      }
    } catch let error as ManagerClientError where error.reason == .closed && isStopping {
      // It said that it would leave, and there is nothing to watch any more.
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
