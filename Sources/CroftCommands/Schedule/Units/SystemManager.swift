import CroftLinux

/// The systemd that runs a scope's units, asked through systemctl(1).
struct SystemManager {
  let kind: ScheduleScope.Kind

  /// Whether it can be reached, before anything is written for it.
  func check() throws {
    try control("show", "--property=Version")
  }

  func reload() throws { try control("daemon-reload") }

  /// Starts a timer, now and at each start of the machine or session.
  func enable(_ timer: String) throws { try control("enable", "--now", timer) }

  func disable(_ timer: String) throws { try control("disable", "--now", timer) }

  /// Ends a run.
  func stop(_ service: String) throws { try control("stop", service) }

  /// Forgets that a unit failed, and when a timer elapsed last. There may be nothing to forget, which is no failure.
  func forget(_ name: ScheduleName) throws {
    _ = try call("reset-failed", name.service, name.timer)
    _ = try call("clean", "--what=state", name.timer)
  }

  private func control(_ arguments: String...) throws {
    let answer = try call(arguments)
    guard answer.isSuccess else {
      let hint = kind == .user ? "; a user's timers need a login session or lingering (loginctl enable-linger)" : ""
      throw ScheduleError(
        "systemd didn't do 'systemctl \(words(arguments).joined(separator: " "))': \(answer.complaint)\(hint)")
    }
  }

  private func call(_ arguments: String...) throws -> CapturedProgram { try call(arguments) }

  private func call(_ arguments: [String]) throws -> CapturedProgram {
    let environment = Environment.all.filter { !$0.hasPrefix("LC_ALL=") && !$0.hasPrefix("SYSTEMD_COLORS=") }
    return try SystemdProgram.run("systemctl", words(arguments), environment: environment + ["LC_ALL=C"])
  }

  private func words(_ arguments: [String]) -> [String] { kind == .user ? ["--user"] + arguments : arguments }
}
