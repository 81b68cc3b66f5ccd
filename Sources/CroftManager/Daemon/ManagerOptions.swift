package import ArgumentParser
package import CroftProtocol
package import Logging

/// The command line of `croftd`.
package struct ManagerOptions: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "croftd",
    abstract: "Runs Croft's manager: hands out this machine's cores and memory to applications as executor processes.",
    discussion: """
      It runs in the foreground until SIGTERM, SIGINT or SIGHUP; a second signal ends executors at once. Root's \
      manager serves every user, a user's manager only that user.

      Example, a private farm of two cores:
        croftd --socket /tmp/farm/socket --state /tmp/farm --cores 2
      """,
    version: CroftVersion.current)

  @Option(help: "The control socket. (default: /run/croft/\(ManagerInterface.name), or below $XDG_RUNTIME_DIR)")
  package var socket: String?

  @Option(help: "Directory for what is kept between runs. (default: /var/lib/croft, or below $XDG_STATE_HOME)")
  package var state: String?

  @Option(help: "Directory for applications' scratch space. (default: scratch in the state directory)")
  package var scratch: String?

  @Option(help: "A cgroup directory delegated to this user, for the executors. (default: one below croftd's own)")
  package var pool: String?

  @Option(help: "Cores to hand out. (default: what croftd itself may use)")
  package var cores: Int?

  @Option(help: "Memory to hand out, such as 8G. (default: what croftd itself may use)", transform: memorySize)
  package var memory: MemorySize?

  @Option(help: "trace, debug, info, notice, warning, error or critical. (default: info)", transform: level)
  package var logLevel: Logger.Level = .info

  package init() {}

  package func validate() throws {
    if let cores, cores < 1 { throw ValidationError("--cores must be at least 1, not \(cores).") }
    for (name, path) in [("--socket", socket), ("--state", state), ("--scratch", scratch), ("--pool", pool)] {
      if path?.isEmpty == true { throw ValidationError("\(name) needs a path.") }
    }
  }

  /// Exits with a message when the arguments are wrong, and after `--help` and `--version`.
  package static func fromCommandLine() -> ManagerOptions { parseOrExit() }
}

private func memorySize(_ argument: String) throws -> MemorySize {
  guard let size = MemorySize(argument) else {
    throw ValidationError("\(argument) is no amount of memory: write it like 512M or 8G.")
  }
  return size
}

private func level(_ argument: String) throws -> Logger.Level {
  guard let level = Logger.Level(rawValue: argument) else {
    throw ValidationError("\(argument) is no level of the log.")
  }
  return level
}
