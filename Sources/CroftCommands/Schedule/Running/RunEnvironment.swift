import CroftLinux

/// What a scheduled command is told.
enum RunEnvironment {
  /// This process's environment, with the schedule's variables, and those that name the window:
  /// - CROFT_SCHEDULE: the schedule's name;
  /// - CROFT_LOGICAL_TIME: when the run was due, whenever it really runs; CROFT_WINDOW_END is the same;
  /// - CROFT_WINDOW_START: when the run before was due; not there for the first occurrence of all.
  ///
  /// Times are UTC, as RFC 3339 writes them: `2026-11-22T00:00:00Z`.
  static func variables(of schedule: Schedule, _ window: Window, inherited: [String]) -> [String] {
    var window =
      [
        "CROFT_SCHEDULE=\(schedule.name)",
        "CROFT_LOGICAL_TIME=\(UnixTime.utc(milliseconds: window.logicalTime))",
        "CROFT_WINDOW_END=\(UnixTime.utc(milliseconds: window.end))",
      ] + [window.start.map { "CROFT_WINDOW_START=\(UnixTime.utc(milliseconds: $0))" }].compactMap(\.self)
    // The last of a name counts. None of an earlier run's may stay, when a scheduled command starts another by hand.
    window = schedule.environment + window
    let told = Set(window.map(name) + ["CROFT_WINDOW_START"])
    var last: [Substring: String] = [:]
    for variable in window { last[name(variable)] = variable }
    return inherited.filter { !told.contains(name($0)) } + last.sorted { $0.key < $1.key }.map(\.value)
  }

  private static func name(_ variable: String) -> Substring { variable.prefix { $0 != "=" } }
}
