import ArgumentParser
import CroftDriver
import CroftLinux
import CroftProtocol
import Glibc

struct SubmitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "submit",
    abstract: "Runs a Croft application on the farm.",
    discussion: """
      With --detach the manager runs it: it goes on when the terminal is closed, is started again when it fails, \
      keeps the results of its finished jobs meanwhile, and writes to the journal. Its id is printed. Without, the \
      application runs here, in the foreground.

      EXAMPLES:
        croft submit --detach -- wordcount /usr/share/common-licenses
        croft submit --detach --name nightly --queue batch --restarts 5 -- ./report --month 2026-11
      """)

  @Flag(help: "Let the manager run it, and return at once.")
  var detach = false

  @Option(help: ArgumentHelp("What lists call it. (default: the program's name)", valueName: "name"))
  var name: String?

  @Option(help: ArgumentHelp("The queue it waits in.", valueName: "name"))
  var queue: String?

  @Option(help: ArgumentHelp("How often it is started again when it fails.", valueName: "count"))
  var restarts: Int?

  @Argument(
    parsing: .postTerminator, help: ArgumentHelp("The program and its arguments.", valueName: "program"))
  var command: [String]

  @OptionGroup var manager: ManagerOptions

  func validate() throws {
    if command.isEmpty {
      throw ValidationError("Name the program after --, as in: croft submit --detach -- wordcount FILE")
    }
    if let restarts, restarts < 0 { throw ValidationError("--restarts must be at least 0, not \(restarts).") }
    if restarts != nil, !detach {
      throw ValidationError("--restarts is for --detach: who runs it here can do it again.")
    }
  }

  func run() throws {
    let program = try ProgramFile(finding: command[0])
    guard detach else { try runHere(program) }
    try program.checkBinary()
    let submission = SubmitApplication(
      name: name ?? String(program.path.split(separator: "/").last ?? "application"), image: 0, arguments: command,
      environment: Environment.all, directory: try currentDirectory(), queue: queue, restarts: restarts)
    print(try manager.connect().call(submission, descriptors: [program.image]).application)
  }

  /// The program takes this one's place: its signals, its terminal and its exit status are then its own.
  private func runHere(_ program: ProgramFile) throws -> Never {
    let choices = [(ManagerDiscovery.variable, manager.masterURL), ("CROFT_QUEUE", queue), ("CROFT_NAME", name)]
    for case (let variable, let value?) in choices { setenv(variable, value, 1) }
    try program.replaceProcess(arguments: command)
  }
}
