import CroftLinux
import CroftSystemd
import Glibc

/// What croft-pool says: a line for each, of which the journal makes entries of their priority (sd-daemon(3)).
enum Notice {
  private static let helpText = """
    croft-pool keeps the cgroup in which Croft's executors live. It takes no arguments: systemd starts it, as \
    croft-pool.service. See croftd(8).
    """

  static func missing(_ controller: String, in cgroup: Cgroup) {
    say(
      "the controller \(controller) isn't available in \(cgroup.path), so croftd can't enforce what needs it, going on",
      .notice)
  }

  static func failAndExit(_ error: any Error) -> Never {
    say("croft-pool can't start: \(error)", .error)
    exit(1)
  }

  static func explainAndExit() -> Never {
    let isAsked = CommandLine.arguments.dropFirst() == ["--help"]
    write(helpText, to: isAsked ? STDOUT_FILENO : STDERR_FILENO)
    exit(isAsked ? 0 : EX_USAGE)
  }

  private static func say(_ text: String, _ priority: JournalPriority) {
    let prefix = LogDestination.detect() == .journal ? "<\(priority.rawValue)>" : ""
    write(prefix + text, to: STDERR_FILENO)
  }

  private static func write(_ text: String, to descriptor: CInt) {
    // Without anybody who could read it there is nothing to be done about it.
    try? FileDescriptor(duplicating: descriptor).writeAll(text + "\n")
  }
}
