import CroftProtocol

extension Checks {
  /// Whether who may, can talk to the manager.
  static func socket(_ facts: InstallationFacts) -> [Finding] {
    let manager = facts.manager
    guard let mode = manager.socketMode else {
      let start = facts.units == nil || facts.scope == .other ? "croftd" : "\(control(facts.scope)) start croftd.socket"
      return [.fault("socket", "nothing is at \(manager.socketPath)", cure: "start the manager: \(start)")]
    }
    let permissions = String(mode & 0o777, radix: 8)
    switch facts.scope {
    case .system where mode & 0o666 != 0o666:
      return [
        .fault(
          "socket", "\(manager.socketPath) has the mode \(permissions), which keeps users out",
          cure: "run: systemctl restart croftd.socket, and look for drop-ins: systemctl cat croftd.socket")
      ]
    case .user where mode & 0o077 != 0:
      return [
        .fault(
          "socket", "\(manager.socketPath) has the mode \(permissions), which lets others in",
          cure: "run: chmod 600 \(manager.socketPath)")
      ]
    default: return [.ok("socket", "\(manager.socketPath) is there, with the mode \(permissions)")]
    }
  }

  /// Whether a manager answers, of this version, and takes work.
  static func manager(_ facts: InstallationFacts) -> [Finding] {
    let manager = facts.manager
    guard let status = manager.status else {
      // Without a socket there is nothing more to say.
      guard manager.socketMode != nil else { return [] }
      let logs = facts.units == nil || facts.scope == .other ? "what croftd printed" : logsOfManager(facts.scope)
      return [.fault("manager", manager.complaint ?? "it doesn't answer", cure: "see \(logs)")]
    }
    let restart = facts.units == nil || facts.scope == .other ? "croftd" : "\(control(facts.scope)) restart croftd"
    var findings: [Finding] = []
    if status.version == manager.ownVersion {
      findings.append(.ok("manager", "croftd \(status.version) answers, as process \(status.processID)"))
    } else {
      findings.append(
        .warning(
          "manager", "croftd is of version \(status.version), and croft of version \(manager.ownVersion)",
          cure: "install both of one version, then restart the manager (jobs go on meanwhile): \(restart)"))
    }
    switch status.condition {
    case .running: break
    case .memoryPressure:
      findings.append(
        .warning(
          "memory", "the pool is short of memory: nothing is granted until the pressure is gone",
          cure: "see what uses it: croft top; MemoryPressureLimit= in croftd.conf sets the limit"))
    case .draining:
      findings.append(
        .warning("draining", "new applications are refused", cure: "to take them again: croft drain --off"))
    case .stopping: findings.append(.warning("manager", "it is stopping", cure: "start it again: \(restart)"))
    }
    return findings
  }

  /// Limits that are asked for and not kept.
  static func limits(_ facts: InstallationFacts) -> [Finding] {
    guard let limits = facts.manager.status?.limits, !limits.isEmpty else { return [] }
    let missing = limits.filter { !$0.enforced }
    guard !missing.isEmpty else {
      return [.ok("limits", "all are enforced: \(limits.map(\.name).joined(separator: ", "))")]
    }
    // As a rule one thing is behind all of them.
    let reason = missing[0].reason ?? "the manager doesn't say why"
    let why = missing.count == 1 ? reason : "croft status tells why of each; of the first, \(reason)"
    return [
      .warning(
        "limits", "not enforced: \(missing.map(\.name).joined(separator: ", ")): \(why)", cure: cureOfLimits(facts))
    ]
  }

  private static func cureOfLimits(_ facts: InstallationFacts) -> String {
    // Beside version 1, version 2 has none of the controllers.
    if facts.cgroup.root != "/sys/fs/cgroup" {
      return "boot with the unified hierarchy: systemd.unified_cgroup_hierarchy=1"
    }
    switch facts.scope {
    case .system: return "run: systemctl restart croft-pool croftd (which ends all executors)"
    case .user:
      return """
        have the administrator delegate the controllers: Delegate=cpu cpuset io memory pids in a drop-in of \
        user@.service (systemctl edit user@.service)
        """
    case .other:
      return "give croftd a delegated cgroup, --pool PATH, such as: systemd-run --user --scope -p Delegate=yes croftd"
    }
  }

  static func control(_ scope: InstallationFacts.Scope) -> String {
    scope == .system ? "systemctl" : "systemctl --user"
  }

  private static func logsOfManager(_ scope: InstallationFacts.Scope) -> String {
    scope == .system ? "journalctl -u croftd -n 20" : "journalctl --user -u croftd -n 20"
  }
}
