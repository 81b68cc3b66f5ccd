@testable import CroftCommands

/// What tests of schedules find on the machine.
enum Machine {
  static let hasSystemdAnalyze = (try? ProgramFile(finding: "systemd-analyze")) != nil
}
