import Glibc

/// What the tests of schedules can't do without.
enum ScheduleNeeds {
  static let systemdAnalyze = access("/usr/bin/systemd-analyze", X_OK) == 0

  /// Where it is, adding a schedule would make a real one.
  static let noSystemd = access("/run/systemd/system", F_OK) != 0
}
