import ArgumentParser
import CroftDriver
import CroftLinux

/// Which manager a command asks.
struct ManagerOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The manager to ask: croft for this user's or the system's, unix:PATH for the one at a socket.",
      valueName: "master"),
    transform: ArgumentBytes.onlyText)
  var master: String?

  @Option(
    help: ArgumentHelp("The socket of the manager to ask; short for --master unix:PATH.", valueName: "path"),
    transform: ArgumentBytes.onlyText)
  var socket: String?

  func validate() throws {
    guard master == nil || socket == nil else {
      throw ValidationError("--master and --socket both name the manager; give only one of them.")
    }
  }

  func connect() throws -> ManagerClient {
    try ManagerClient(socketPath: socketPath())
  }

  /// The manager as `--master` would name it to a program; nil when none was named.
  var masterURL: String? { socket.map { "unix:\($0)" } ?? master }

  /// Where a job is to run.
  func findMaster() throws -> Master {
    if let socket { return .manager(socketPath: socket) }
    return try ManagerDiscovery().master(requested: master)
  }

  /// The socket of the manager that was named, whether it answers or not; else of the one that answers.
  func socketPath() throws -> String { try namedSocketPath() ?? ManagerDiscovery().discoveredSocket() }

  /// nil where none was named, and one is to be looked for.
  func namedSocketPath() throws -> String? {
    if let socket { return socket }
    let variable = Environment.value(ManagerDiscovery.variable).flatMap { $0.isEmpty ? nil : $0 }
    switch try (master ?? variable).map(MasterURL.init(parsing:)) ?? .discovered {
    case .manager(let path): return path
    case .discovered: return nil
    case .local: throw NoManagerToAskError(origin: master == nil ? ManagerDiscovery.variable : "--master")
    }
  }
}

/// The program would run in one process, and so the command has nobody to ask.
struct NoManagerToAskError: Error, CustomStringConvertible {
  /// Where the local master was named.
  let origin: String

  var description: String {
    "\(origin) names a local master, which has no manager to ask; give --master croft or --socket PATH"
  }
}
