extension Checks {
  /// The units that systemd runs the manager by.
  static func units(_ facts: InstallationFacts) -> [Finding] {
    guard facts.scope != .other else { return [] }
    let control = control(facts.scope)
    guard let units = facts.units else {
      return [
        .warning(
          "systemd", "it isn't this machine's init, so that nothing starts the manager or restarts it",
          cure: "start croftd yourself, such as: croftd & (a container's init can do it)")
      ]
    }
    if let complaint = units.complaint {
      return [.fault("systemd", "\(control) doesn't answer: \(complaint)", cure: "see: \(control) status")]
    }
    return units.units.map { unit($0, control, socketIsActive: units.isActive("croftd.socket")) }
  }

  private static func unit(_ unit: UnitsFacts.Unit, _ control: String, socketIsActive: Bool) -> Finding {
    let logs = control == "systemctl" ? "journalctl" : "journalctl --user"
    switch (unit.load, unit.active) {
    case ("masked", _):
      return .fault(unit.name, "is masked, and can't be started", cure: "run: \(control) unmask \(unit.name)")
    case ("not-found", _):
      return .fault(
        unit.name, "isn't installed",
        cure: "install Croft with its package or with Scripts/install; after that: \(control) daemon-reload")
    case (_, "failed"):
      return .fault(
        unit.name, "has failed (\(unit.result))",
        cure: "see why: \(logs) -u \(unit.name) -n 20; then: \(control) restart \(unit.name)")
    case (_, "active") where unit.file == "disabled":
      return .warning(
        unit.name, "is active, and not enabled: it won't be there after the next boot",
        cure: "run: \(control) enable \(unit.name)")
    case (_, "active"): return .ok(unit.name, "is active\(unit.file == "enabled" ? " and enabled" : "")")
    case (_, "inactive") where unit.name != "croftd.socket" && socketIsActive:
      return .ok(unit.name, "is inactive: the first submission starts it")
    case (_, "activating"), (_, "reloading"), (_, "deactivating"):
      return .warning(unit.name, "is \(unit.active)", cure: "look again in a moment: \(control) status \(unit.name)")
    case (_, let state):
      // The socket brings the others with it.
      return .fault(unit.name, "is \(state)", cure: "run: \(control) enable --now croftd.socket")
    }
  }

  /// Whether a user's manager outlives the last login.
  static func lingering(_ facts: InstallationFacts) -> [Finding] {
    guard case .user(let name, let isLingering) = facts.scope, facts.units != nil else { return [] }
    guard !isLingering else { return [.ok("lingering", "the manager of \(name) goes on when they log out")] }
    return [
      .warning(
        "lingering", "the manager of \(name) and all its jobs end when they log out",
        cure: "run: loginctl enable-linger \(name)")
    ]
  }
}

extension UnitsFacts {
  fileprivate func isActive(_ name: String) -> Bool { units.contains { $0.name == name && $0.active == "active" } }
}
