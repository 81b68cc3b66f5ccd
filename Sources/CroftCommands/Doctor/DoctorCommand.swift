import ArgumentParser
import CroftLinux

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Checks the installation, and says what to do about what it finds.",
    discussion: """
      It looks at systemd's units, the socket, the manager's version and condition, cgroups and the limits that \
      executors have, the journal, disk space, the configuration, PATH, the kernel's limits and the clock: of the \
      user's own manager where there is one, else of the system's, or of the one that is named. It changes nothing.

      The exit status is 0 when all is well, 1 when there are warnings (!), and 2 when there are faults.

      With --json it prints an object: findings, an array of check, severity (ok, warning or fault), message and, \
      unless it is ok, cure. With --quiet it prints nothing: the exit status tells.

      EXAMPLES:
        What is wrong?
          croft doctor
        Is anything wrong with a farm that was started by hand?
          croft doctor --socket /tmp/farm/socket
        In a monitoring system:
          croft doctor --json
      """)

  @OptionGroup var manager: ManagerOptions
  @OptionGroup var listing: ListingOptions

  func run() throws {
    let diagnosis = Checks.diagnosis(of: FactReader(socketPath: try manager.namedSocketPath()).read())
    try listing.writeOutcome(diagnosis)
    if listing.isForPeople {
      print(diagnosis.lines(isUnicode: Self.isUnicode(Environment.dictionary)).joined(separator: "\n"))
    }
    if diagnosis.exitStatus != 0 { throw ExitCode(diagnosis.exitStatus) }
  }

  /// locale(7): the first of these that is set and not empty decides.
  static func isUnicode(_ environment: [String: String]) -> Bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
    let codeset = locale.split(separator: ".").last?.split(separator: "@").first?.lowercased() ?? ""
    return ["utf-8", "utf8"].contains(codeset)
  }
}
