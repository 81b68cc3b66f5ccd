package import ArgumentParser
package import CroftProtocol
import Glibc
package import Logging

/// The command line of `croftd`.
package struct ManagerOptions: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "croftd",
    abstract: "Runs Croft's manager: hands out this machine's cores and memory to applications as executor processes.",
    discussion: """
      It runs in the foreground until SIGTERM or SIGINT; a second signal ends executors at once. SIGHUP has it read \
      its configuration again, see croftd.conf(5). It serves the user who started it; with --system, every user.

      EXAMPLES:
        A private farm of two cores:
          croftd --socket /tmp/farm/socket --state /tmp/farm --cores 2
        Is the configuration right?
          croftd --system --check-config
      """,
    version: CroftVersion.current)

  @Flag(help: "Serve all users of this machine, each as themselves; takes root.")
  package var system = false

  @Option(help: "Read this configuration, and FILE.d/*.conf, instead of croftd.conf at its usual places.")
  package var config: String?

  @Flag(help: "Say what is wrong with the configuration, and exit: with status 0 when nothing is.")
  package var checkConfig = false

  @Flag(help: "Print a croftd.conf that holds every key with its default, and exit.")
  package var defaultConfig = false

  @Option(help: "The control socket. (default: /run/croft/\(ManagerInterface.name), or below $XDG_RUNTIME_DIR)")
  package var socket: String?

  @Option(help: "Directory for what is kept between runs. (default: /var/lib/croft, or below $XDG_STATE_HOME)")
  package var state: String?

  @Option(help: "Directory for applications' scratch space. (default: scratch in the state directory)")
  package var scratch: String?

  @Option(help: "A cgroup directory delegated to this user, for the executors. (default: one below croftd's own)")
  package var pool: String?

  @Flag(help: "Start executors in the namespaces of process 1, not in those of croftd's own sandbox; takes --system.")
  package var hostNamespaces = false

  @Option(help: "Cores to hand out, in place of Cores= in the configuration. (default: what croftd itself may use)")
  package var cores: Int?

  @Option(
    help: "Memory to hand out, such as 8G, in place of Memory=. (default: what croftd itself may use)",
    transform: memorySize)
  package var memory: MemorySize?

  @Option(
    help: "trace, debug, info, notice, warning, error or critical. (default: info, or LogLevel=)", transform: level)
  package var logLevel: Logger.Level?

  package init() {}

  package func validate() throws {
    if let cores, cores < 1 { throw ValidationError("--cores must be at least 1, not \(cores).") }
    // Who only looks at the system's configuration runs nothing.
    if system, !checkConfig, geteuid() != 0 {
      throw ValidationError("--system takes root: executors run as their users.")
    }
    if hostNamespaces, !system { throw ValidationError("--host-namespaces takes --system: a user may not enter them.") }
    for (name, path) in [
      ("--config", config), ("--socket", socket), ("--state", state), ("--scratch", scratch), ("--pool", pool),
    ] {
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
