import ArgumentParser
import CroftDriver
import CroftLinux
import CroftProtocol
import Glibc

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs a Croft application: a program that makes its own tasks.",
    discussion: """
      It runs here, in this command's place, and its exit status is the program's. With --detach the manager runs it: \
      it goes on when the terminal is closed, is started again when it fails, keeps the results of its finished jobs \
      meanwhile, and writes to the journal; its number is printed.

      The options of croft run stand before the program; those behind it are the program's. A command that is no \
      Croft application is run by croft submit.

      EXAMPLES:
        croft run wordcount /usr/share/common-licenses
        croft run --master local[4] wordcount /usr/share/common-licenses
        croft run --detach wordcount /usr/share/common-licenses
        croft run --detach --name nightly --queue batch --restarts 5 ./report --month 2026-11
      """)

  @Flag(help: "Let the manager run it, and return at once.")
  var detach = false

  @Option(
    help: ArgumentHelp("What lists call it. (default: the program's name)", valueName: "name"),
    transform: ArgumentBytes.onlyText)
  var name: String?

  @Option(
    help: ArgumentHelp("The queue it waits in.", valueName: "name"), completion: Completions.queues,
    transform: ArgumentBytes.onlyText)
  var queue: String?

  @Option(help: ArgumentHelp("How often it is started again when it fails; with --detach.", valueName: "count"))
  var restarts: Int?

  @Flag(help: "With --detach, print one JSON document: {\"application\": NUMBER}.")
  var json = false

  @Flag(help: "With --detach, print the number and nothing else.")
  var quiet = false

  @OptionGroup var manager: ManagerOptions

  @Argument(
    parsing: .captureForPassthrough, help: ArgumentHelp("The program and its arguments.", valueName: "program"))
  var words: [String] = []

  /// The program and its arguments.
  var command: [String] { words.first == "--" ? Array(words.dropFirst()) : words }

  func validate() throws {
    guard let program = command.first, !program.isEmpty else {
      throw ValidationError("Name the program, as in: croft run wordcount FILE")
    }
    // Whatever isn't declared here ends the options, help too.
    if ["--help", "-h"].contains(words.first) { throw CleanExit.helpRequest(self) }
    // What is no option of ours ends them; a program whose name begins so can stand behind --.
    if words.first == program, program.hasPrefix("-") {
      let (spelled, hint) = OptionNames.suggestion(for: program, of: RunCommand.self)
      throw ValidationError("croft run has no option '\(spelled)'.\(hint)")
    }
    if let restarts, restarts < 0 { throw ValidationError("--restarts must be at least 0, not \(restarts).") }
    if restarts != nil, !detach {
      throw ValidationError("--restarts is for --detach: who runs it here can do it again.")
    }
    if quiet, json { throw ValidationError("--quiet and --json exclude one another.") }
    if quiet, !detach { throw ValidationError("--quiet is for --detach: what is printed here is the program's.") }
    if json, !detach { throw ValidationError("--json is for --detach: what is printed here is the program's.") }
  }

  func run() throws {
    let program = try ProgramFile(finding: ArgumentBytes.onlyText(command[0]))
    guard detach else { try runHere(program) }
    try program.checkBinary()
    let submission = SubmitApplication(
      name: name ?? String(program.path.split(separator: "/").last ?? "application"), image: 0,
      arguments: try command.map(ArgumentBytes.onlyText),
      environment: Environment.all, directory: try currentDirectory(), queue: queue, restarts: restarts)
    let reply = try manager.connect().call(submission, descriptors: [program.image])
    print(json ? try JSONValue(encoding: reply).text(pretty: true) : "\(reply.application)")
  }

  /// The program takes this one's place: its signals, its terminal and its exit status are then its own.
  private func runHere(_ program: ProgramFile) throws -> Never {
    let choices = [(ManagerDiscovery.variable, manager.masterURL), ("CROFT_QUEUE", queue), ("CROFT_NAME", name)]
    for case (let variable, let value?) in choices { setenv(variable, value, 1) }
    try program.replaceProcess(arguments: command.map(ArgumentBytes.bytes))
  }
}
