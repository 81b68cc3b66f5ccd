import CroftDriver
import CroftLinux
import CroftProtocol
import Glibc

/// Reads what the checks go by. It changes nothing, and what it can't read it leaves open.
struct FactReader {
  let scope: InstallationFacts.Scope
  let socketPath: String
  /// Where its manager keeps things; nil of one that was started by hand, since that isn't told.
  let paths: ManagerPaths?
  /// sd_booted(3).
  private let isUnderSystemd: Bool
  private let run: Run

  /// Runs a program of PATH to its end, and throws where it can't or hangs.
  typealias Run = (_ name: String, _ arguments: [String]) throws -> CapturedProgram

  private static let unitNames = ["croftd.socket", "croftd.service", "croft-pool.service"]
  /// Files of /proc and /sys that are read here are a line each.
  private static let maximumBytes = 4096

  /// - Parameter socketPath: of the manager that was named; nil to look at the user's own where one is set up, else
  ///   at the system's.
  init(
    socketPath: String?, userID: uid_t = geteuid(), environment: [String: String] = Environment.dictionary,
    isUnderSystemd: Bool = FactReader.exists("/run/systemd/system"), run: @escaping Run = FactReader.captured
  ) {
    self.isUnderSystemd = isUnderSystemd
    self.run = run
    let own = ManagerPaths.standard(userID: userID, environment: environment)
    let path = socketPath ?? (Self.exists(own.socket) ? own.socket : ManagerPaths.system.socket)
    self.socketPath = path
    switch path {
    case ManagerPaths.system.socket: (scope, paths) = (.system, .system)
    case own.socket:
      let name = UserNames.name(ofUser: Int(userID)) ?? String(userID)
      (scope, paths) = (.user(name: name, isLingering: Self.exists("/var/lib/systemd/linger/\(name)")), own)
    default: (scope, paths) = (.other, nil)
    }
  }

  func read() -> InstallationFacts {
    let (manager, settings) = readManager()
    return InstallationFacts(
      scope: scope, isRoot: geteuid() == 0, units: readUnits(), manager: manager, cgroup: readCgroup(),
      journal: readJournal(), disks: readDisks(), configuration: readConfiguration(settings),
      programs: readPrograms(), kernel: readKernel())
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Where a path's links lead; nil when that isn't there.
  private static func resolved(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  // MARK: systemd

  private func readUnits() -> UnitsFacts? {
    guard scope != .other, isUnderSystemd else { return nil }
    let properties = "--property=Id,LoadState,ActiveState,UnitFileState,Result"
    let mode = scope == .system ? [] : ["--user"]
    do {
      let answer = try run("systemctl", mode + ["show", properties] + Self.unitNames)
      guard answer.isSuccess else { return UnitsFacts(units: [], complaint: answer.complaint) }
      return UnitsFacts(showing: answer.output)
    } catch {
      return UnitsFacts(units: [], complaint: "\(error)")
    }
  }

  private func readJournal() -> JournalFacts? {
    guard isUnderSystemd else { return nil }
    let files = ["/var/log/journal", "/run/log/journal"].flatMap {
      (try? FileSystem.glob("\($0)/*/system.journal")) ?? []
    }
    return JournalFacts(
      isReachable: Self.exists("/run/systemd/journal/socket"), isPersistent: Self.exists("/var/log/journal"),
      isReadable: files.first.map { access($0, R_OK) == 0 },
      hasReader: (try? ProgramFile(finding: "journalctl")) != nil)
  }

  // MARK: The manager

  private func readManager() -> (ManagerFacts, [ConfigurationSetting]?) {
    var facts = ManagerFacts(socketPath: socketPath, ownVersion: CroftVersion.current)
    var status = stat()
    if stat(socketPath, &status) == 0 { facts.socketMode = status.st_mode }
    guard facts.socketMode != nil else { return (facts, nil) }
    do {
      let client = try ManagerClient(socketPath: socketPath)
      facts.status = try client.call(GetStatus())
      // Only administrators may ask, or the manager is an older one.
      return (facts, try? client.call(GetConfiguration()).settings)
    } catch {
      facts.complaint = "\(error)"
      return (facts, nil)
    }
  }

  private func readConfiguration(_ settings: [ConfigurationSetting]?) -> ConfigurationFacts {
    var facts = ConfigurationFacts(changed: settings?.count { $0.origin != nil })
    let look = Checks.lookingAtConfiguration(of: scope)
    // The manager needn't be in PATH.
    guard scope != .other, let answer = try? run(look[0], Array(look[1...])), !answer.isSuccess else { return facts }
    facts.complaints = answer.output.split(separator: "\n").prefix(Self.mostComplaints).map(String.init)
    return facts
  }

  /// More of them are read by croftd --check-config.
  private static let mostComplaints = 20

  // MARK: The machine

  private func readCgroup() -> CgroupFacts {
    var facts = CgroupFacts(root: Cgroup.unifiedRoot())
    guard scope != .other, let slash = socketPath.lastIndex(of: "/") else { return facts }
    facts.pool = Self.resolved("\(socketPath[..<slash])/pool")
    facts.controllers = facts.pool.flatMap { Cgroup(path: $0).read("cgroup.subtree_control") }
      .map { $0.split(whereSeparator: \.isWhitespace).map(String.init) }
    return facts
  }

  private func readDisks() -> [DiskFacts] {
    guard let paths else { return [] }
    return [disk(for: "state", at: paths.state), disk(for: "scratch", at: paths.scratch)]
  }

  /// What the manager hasn't made yet is going to be where its parent is.
  private func disk(for use: String, at path: String) -> DiskFacts {
    var place = path
    while !Self.exists(place), let slash = place.lastIndex(of: "/"), slash > place.startIndex {
      place = String(place[..<slash])
    }
    var system = statvfs()
    guard statvfs(place, &system) == 0 else { return DiskFacts(use: use, path: path, isReadOnly: false) }
    return DiskFacts(
      use: use, path: path, freeBytes: Int(clamping: UInt64(system.f_bavail) * UInt64(system.f_frsize)),
      freeInodes: Int(clamping: system.f_favail), isReadOnly: system.f_flag & UInt(ST_RDONLY) != 0)
  }

  private func readPrograms() -> ProgramFacts {
    ProgramFacts(
      own: Self.resolved("/proc/self/exe") ?? "croft",
      inPath: (try? ProgramFile(finding: "croft")).map { Self.resolved($0.path) ?? $0.path })
  }

  private func readKernel() -> KernelFacts {
    // It asks the kernel, which Glibc's module has no call for (adjtimex(2)).
    let answer = isUnderSystemd ? try? run("timedatectl", ["show", "--property=NTPSynchronized", "--value"]) : nil
    return KernelFacts(
      maximumProcesses: Self.number("/proc/sys/kernel/pid_max"),
      maximumInotifyInstances: Self.number("/proc/sys/fs/inotify/max_user_instances"),
      year: Int(UnixTime.utc(milliseconds: UnixTime.nowMilliseconds).prefix(4)) ?? 1970,
      isClockSynchronised: ["yes\n": true, "no\n": false][answer?.output ?? ""])
  }

  private static func number(_ path: String) -> Int? {
    (try? FileSystem.readText(path, maximumBytes: maximumBytes)).flatMap { Int($0.filter { !$0.isWhitespace }) }
  }

  /// systemd's own D-Bus calls give up after 25 s; a person looks on here.
  private static let longestMilliseconds: UInt64 = 10_000

  static func captured(_ name: String, _ arguments: [String]) throws -> CapturedProgram {
    let environment = Environment.all.filter { !$0.hasPrefix("LC_ALL=") && !$0.hasPrefix("SYSTEMD_COLORS=") }
    return try CapturedProgram.run(
      name, arguments, environment: environment + ["LC_ALL=C"], longestMilliseconds: longestMilliseconds)
  }
}

extension UnitsFacts {
  /// What `systemctl show` prints: a block of `Property=value` for each unit, with an empty line between two.
  init(showing text: String) {
    var units: [Unit] = []
    var properties: [Substring: String] = [:]
    // The last block may end without an empty line.
    for line in (text + "\n").split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.isEmpty else {
        let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        properties[parts[0]] = parts.count > 1 ? String(parts[1]) : ""
        continue
      }
      if let name = properties["Id"] {
        units.append(
          Unit(
            name: name, load: properties["LoadState"] ?? "", active: properties["ActiveState"] ?? "",
            file: properties["UnitFileState"] ?? "", result: properties["Result"] ?? ""))
      }
      properties = [:]
    }
    self.init(units: units)
  }
}
