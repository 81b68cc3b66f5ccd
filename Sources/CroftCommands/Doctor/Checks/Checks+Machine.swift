extension Checks {
  /// Without these an executor's limits are wishes.
  private static let neededControllers = ["cpu", "memory", "pids"]

  static func cgroup(_ facts: InstallationFacts) -> [Finding] {
    let cgroup = facts.cgroup
    guard let root = cgroup.root else {
      return [
        .warning(
          "cgroup", "version 2 isn't mounted, so that no limit of an executor is kept",
          cure: "boot with systemd.unified_cgroup_hierarchy=1; in a container: mount it at /sys/fs/cgroup")
      ]
    }
    // By hand, croftd makes a pool of its own; what comes of that is among the limits.
    guard facts.scope != .other, facts.units != nil else { return [.ok("cgroup", "version 2 is mounted at \(root)")] }
    guard let pool = cgroup.pool, let controllers = cgroup.controllers else {
      return [
        .fault(
          "cgroup", "croft-pool has told of no pool", cure: "run: \(control(facts.scope)) restart croft-pool croftd")
      ]
    }
    let missing = neededControllers.filter { !controllers.contains($0) }
    guard !missing.isEmpty else {
      return [.ok("cgroup", "\(pool) hands down \(controllers.joined(separator: ", "))")]
    }
    let cure =
      facts.scope == .system
      ? "see: systemctl status croft-pool; the kernel's cgroup_disable= takes controllers away"
      : "have the administrator add Delegate=cpu memory pids to user@.service (systemctl edit user@.service)"
    return [.warning("cgroup", "\(pool) hands down no \(missing.joined(separator: ", no "))", cure: cure)]
  }

  static func journal(_ facts: InstallationFacts) -> [Finding] {
    guard let journal = facts.journal else { return [] }
    guard journal.isReachable else {
      return [
        .fault(
          "journal", "journald doesn't listen, so that what jobs print is lost",
          cure: "run: systemctl start systemd-journald.socket")
      ]
    }
    var findings: [Finding] = []
    if !journal.hasReader {
      findings.append(
        .warning("journal", "journalctl isn't in PATH: croft logs has nothing to read with", cure: "add it to PATH"))
    }
    if !journal.isPersistent {
      findings.append(
        .warning(
          "journal", "it is kept in memory only: what jobs printed is gone after a boot",
          cure: "run as root: mkdir -p /var/log/journal && journalctl --flush"))
    }
    guard findings.isEmpty else { return findings }
    // That is as it has to be for a user among others, and not to be complained of.
    let isOneOfMany = journal.isReadable == false && facts.scope == .system && !facts.isRoot
    let readers = isOneOfMany ? "read your own entries (members of systemd-journal read all)" : "read it"
    return [.ok("journal", "it is persistent, and croft logs can \(readers)")]
  }

  /// Below this a shuffle of some size fills the disk.
  private static let fewBytes = 1 << 30
  /// Below this the manager can't keep its own database.
  private static let tooFewBytes = 64 << 20
  /// An application's scratch space is some hundred files.
  private static let fewInodes = 10_000

  static func disk(_ disk: DiskFacts) -> Finding {
    let name = "disk"
    guard let free = disk.freeBytes, let inodes = disk.freeInodes else {
      return .warning(
        name, "nothing can be told of \(disk.path), for \(disk.use)",
        cure: "see whether you may look at it: ls -ld \(disk.path)")
    }
    let amount = TextStyle.terminal(nowUnixMilliseconds: 0).bytes(free)
    if disk.isReadOnly {
      return .fault(
        name, "\(disk.path), for \(disk.use), is on a file system that is mounted read-only",
        cure: "see why: dmesg; then mount it with rw")
    }
    let cure = "make room: df -h \(disk.path); croft history is bounded by MaxSize= in croftd.conf"
    if free < tooFewBytes { return .fault(name, "\(amount) are free for \(disk.use), in \(disk.path)", cure: cure) }
    if free < fewBytes { return .warning(name, "\(amount) are free for \(disk.use), in \(disk.path)", cure: cure) }
    // Some file systems make inodes as they go, and say 0.
    if inodes > 0, inodes < fewInodes {
      return .warning(
        name, "\(inodes) files more fit for \(disk.use), in \(disk.path)", cure: "see: df -i \(disk.path)")
    }
    return .ok(name, "\(amount) are free for \(disk.use), in \(disk.path)")
  }

  /// The command that looks at a manager's configuration.
  static func lookingAtConfiguration(of scope: InstallationFacts.Scope) -> [String] {
    ["croftd"] + (scope == .system ? ["--system"] : []) + ["--check-config"]
  }

  static func configuration(_ facts: InstallationFacts) -> [Finding] {
    let complaints = facts.configuration.complaints ?? []
    let look = lookingAtConfiguration(of: facts.scope).joined(separator: " ")
    guard complaints.isEmpty else {
      return complaints.map {
        .warning("configuration", $0, cure: "mend the file, check it with \(look), then: croft reload")
      }
    }
    guard let changed = facts.configuration.changed else { return [] }
    let sum =
      changed == 0 ? "all is at its default" : "\(changed) \(changed == 1 ? "key isn't" : "keys aren't") at the default"
    return [.ok("configuration", "\(sum): croft config --changed")]
  }

  static func programs(_ programs: ProgramFacts) -> [Finding] {
    switch programs.inPath {
    case programs.own?: [.ok("PATH", "croft is \(programs.own)")]
    case let other?:
      [
        .warning(
          "PATH", "croft is \(other), and this is \(programs.own)",
          cure: "remove one of the two, or put the right one's directory first in PATH")
      ]
    case nil:
      [.warning("PATH", "croft is in no directory of PATH", cure: "add the directory of \(programs.own) to PATH")]
    }
  }

  /// The kernel's own default on machines with few cores.
  private static let usualProcesses = 32_768
  /// The manager takes one for each event loop that watches files, and other programs of the user take some.
  private static let fewInotifyInstances = 16

  static func kernel(_ kernel: KernelFacts) -> [Finding] {
    var findings: [Finding] = []
    if let most = kernel.maximumProcesses, most < usualProcesses {
      findings.append(
        .warning(
          "kernel", "there can be no more than \(most) processes and threads (kernel.pid_max)",
          cure: "run: sysctl kernel.pid_max=\(usualProcesses), and write it to /etc/sysctl.d/"))
    }
    if let most = kernel.maximumInotifyInstances, most < fewInotifyInstances {
      findings.append(
        .warning(
          "kernel", "a user can watch files in no more than \(most) ways (fs.inotify.max_user_instances)",
          cure: "run: sysctl fs.inotify.max_user_instances=128, and write it to /etc/sysctl.d/"))
    }
    return findings.isEmpty ? [.ok("kernel", "its limits leave room")] : findings
  }

  /// Before there was a Croft.
  private static let firstYear = 2026

  static func clock(_ kernel: KernelFacts) -> [Finding] {
    if kernel.year < firstYear {
      return [
        .fault(
          "clock", "it is in the year \(kernel.year), and schedules and the history go by it",
          cure: "set it: timedatectl set-ntp true")
      ]
    }
    switch kernel.isClockSynchronised {
    case true?: return [.ok("clock", "it is synchronised")]
    case false?:
      return [
        .warning(
          "clock", "nothing synchronises it, and schedules and the history go by it",
          cure: "run: timedatectl set-ntp true")
      ]
    case nil: return []
    }
  }
}
