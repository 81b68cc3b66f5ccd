import CroftProtocol
import Testing

@testable import CroftCommands

@Suite struct ChecksTests {
  @Test func aHealthyInstallationIsWell() {
    let diagnosis = Checks.diagnosis(of: healthy)
    #expect(diagnosis.findings.filter { $0.severity != .ok } == [])
    #expect(diagnosis.exitStatus == 0)
    #expect(diagnosis.lines(isUnicode: true).last == "All is well.")
    #expect(diagnosis.lines(isUnicode: false).allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } })
  }

  /// Each fault is found, alone, with what to do about it.
  @Test(arguments: Case.all)
  func aFaultIsFoundWithItsCure(_ trial: Case) {
    var facts = healthy
    trial.break(&facts)
    let found = Checks.diagnosis(of: facts).findings.filter { $0.severity != .ok }
    #expect(found.map(\.check) == [trial.check])
    #expect(found.allSatisfy { $0.severity == trial.severity && $0.cure?.contains(trial.cure) == true })
    #expect(Checks.diagnosis(of: facts).exitStatus == (trial.severity == .fault ? 2 : 1))
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let check: String
    let severity: Finding.Severity
    let cure: String
    let `break`: @Sendable (inout InstallationFacts) -> Void
    var testDescription: String { "\(check): \(cure)" }

    init(
      _ check: String, _ severity: Finding.Severity, _ cure: String,
      _ change: @escaping @Sendable (inout InstallationFacts) -> Void
    ) {
      (self.check, self.severity, self.cure, self.break) = (check, severity, cure, change)
    }

    static let all = [
      Case("croftd.service", .fault, "journalctl -u croftd.service") {
        $0.units?.units[1] = unit("croftd.service", "failed", "enabled")
      },
      Case("croftd.socket", .warning, "systemctl enable croftd.socket") {
        $0.units?.units[0] = unit("croftd.socket", "active", "disabled")
      },
      Case("croftd.socket", .fault, "systemctl enable --now croftd.socket") {
        $0.units?.units[0] = unit("croftd.socket", "inactive", "enabled")
      },
      Case("croftd.service", .warning, "look again in a moment") {
        $0.units?.units[1] = unit("croftd.service", "activating", "enabled")
      },
      Case("croftd.socket", .warning, "look again in a moment") {
        $0.units?.units[0] = unit("croftd.socket", "deactivating", "enabled")
      },
      Case("croftd.service", .warning, "look again in a moment") {
        $0.units?.units[1] = unit("croftd.service", "reloading", "enabled")
      },
      Case("croft-pool.service", .fault, "Scripts/install") {
        $0.units?.units[2] = .init(name: "croft-pool.service", load: "not-found", active: "", file: "", result: "")
      },
      Case("croftd.service", .fault, "unmask") {
        $0.units?.units[1] = .init(name: "croftd.service", load: "masked", active: "", file: "", result: "")
      },
      Case("socket", .fault, "systemctl start croftd.socket") {
        ($0.manager.socketMode, $0.manager.status) = (nil, nil)
      },
      Case("socket", .fault, "systemctl cat") { $0.manager.socketMode = 0o140600 },
      Case("manager", .fault, "journalctl -u croftd") { $0.manager.status = nil },
      Case("manager", .warning, "of one version") { $0.manager.status?.version = "0.0.9" },
      Case("draining", .warning, "croft drain --off") { $0.manager.status?.condition = .draining },
      Case("limits", .warning, "systemctl restart croft-pool") {
        $0.manager.status?.limits = [EnforcedLimit(name: "memory", enforced: false, reason: "why")]
      },
      Case("cgroup", .warning, "unified_cgroup_hierarchy") { $0.cgroup.root = nil },
      Case("cgroup", .fault, "restart croft-pool") { $0.cgroup.pool = nil },
      Case("cgroup", .warning, "cgroup_disable") { $0.cgroup.controllers = ["cpu", "pids"] },
      Case("journal", .fault, "systemd-journald.socket") { $0.journal = journal(isReachable: false) },
      Case("journal", .warning, "/var/log/journal") { $0.journal = journal(isPersistent: false) },
      Case("disk", .fault, "make room") { $0.disks[0].freeBytes = 1 << 20 },
      Case("disk", .warning, "make room") { $0.disks[0].freeBytes = 500 << 20 },
      Case("disk", .warning, "df -i") { $0.disks[0].freeInodes = 3 },
      Case("disk", .fault, "rw") { $0.disks[0].isReadOnly = true },
      Case("configuration", .warning, "croftd --system --check-config") {
        $0.configuration.complaints = ["file:3: no key Coers="]
      },
      Case("PATH", .warning, "first in PATH") { $0.programs = ProgramFacts(own: "/usr/bin/croft", inPath: "/x/croft") },
      Case("kernel", .warning, "sysctl kernel.pid_max") { $0.kernel.maximumProcesses = 1000 },
      Case("clock", .warning, "set-ntp") { $0.kernel.isClockSynchronised = false },
      Case("lingering", .warning, "enable-linger ann") {
        $0.scope = .user(name: "ann", isLingering: false)
        $0.manager.socketMode = 0o140600
      },
    ]
  }

  /// Who isn't in the journal's group reads what their own jobs print, and that is all they need.
  @Test func aUserAmongOthersIsToldWhatTheyMayRead() {
    var facts = healthy
    facts.journal = journal(isReadable: false)
    let diagnosis = Checks.diagnosis(of: facts)
    #expect(diagnosis.exitStatus == 0)
    #expect(diagnosis.findings.contains { $0.message.contains("read your own entries") })
  }

  @Test func withoutSystemdItSaysSoAndAsksNothingOfIt() {
    var facts = healthy
    (facts.units, facts.journal) = (nil, nil)
    let found = Checks.diagnosis(of: facts).findings.filter { $0.severity != .ok }
    #expect(found.map(\.check) == ["systemd"])
  }

  @Test func unitsAreReadFromWhatSystemctlShows() {
    let text = "Id=croftd.socket\nLoadState=loaded\nActiveState=active\nUnitFileState=enabled\nResult=success\n\nId=x\n"
    #expect(
      UnitsFacts(showing: text).units == [
        unit("croftd.socket", "active", "enabled"), .init(name: "x", load: "", active: "", file: "", result: ""),
      ])
  }

  @Test(arguments: [
    (["LANG": "de_DE.UTF-8"], true), (["LANG": "C.utf8", "LC_ALL": ""], true),
    (["LC_ALL": "C", "LANG": "C.UTF-8"], false),
    ([:], false), (["LC_CTYPE": "en_US.UTF-8@euro"], true),
  ])
  func theLocaleTellsWhichSignsCanBeShown(environment: [String: String], isUnicode: Bool) {
    #expect(DoctorCommand.isUnicode(environment) == isUnicode)
  }
}

private func unit(_ name: String, _ active: String, _ file: String) -> UnitsFacts.Unit {
  .init(name: name, load: "loaded", active: active, file: file, result: "success")
}

private func journal(
  isReachable: Bool = true, isPersistent: Bool = true, isReadable: Bool = true
) -> JournalFacts {
  JournalFacts(isReachable: isReachable, isPersistent: isPersistent, isReadable: isReadable, hasReader: true)
}

private let healthy = InstallationFacts(
  scope: .system, isRoot: false,
  units: UnitsFacts(units: [
    unit("croftd.socket", "active", "enabled"), unit("croftd.service", "active", "enabled"),
    unit("croft-pool.service", "active", "static"),
  ]),
  manager: ManagerFacts(
    socketPath: "/run/croft/io.croft.Manager", socketMode: 0o140666,
    status: ManagerStatus(
      version: "1", processID: 1, userID: 0, socket: "/s", capacity: Resources(cores: 1, memoryBytes: 1),
      free: Resources(cores: 1, memoryBytes: 1), applications: 0, executors: 0, waiting: 0,
      limits: [EnforcedLimit(name: "memory", enforced: true)]), ownVersion: "1"),
  cgroup: CgroupFacts(root: "/sys/fs/cgroup", pool: "/sys/fs/cgroup/p", controllers: ["cpu", "memory", "pids"]),
  journal: journal(),
  disks: [DiskFacts(use: "state", path: "/var/lib/croft", freeBytes: 1 << 40, freeInodes: 1 << 20, isReadOnly: false)],
  configuration: ConfigurationFacts(changed: 0, complaints: nil),
  programs: ProgramFacts(own: "/usr/bin/croft", inPath: "/usr/bin/croft"),
  kernel: KernelFacts(maximumProcesses: 4_194_304, maximumInotifyInstances: 128, year: 2026, isClockSynchronised: true))
