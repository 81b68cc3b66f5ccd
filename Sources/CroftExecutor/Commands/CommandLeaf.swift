import CroftLinux
import CroftProtocol
import Glibc
import Synchronization

/// The cgroup that one command lives in, alone.
final class CommandLeaf: Sendable {
  let cgroup: Cgroup
  /// To start a process in it.
  let directory: FileDescriptor
  private let events: CgroupEvents
  private let controllers: LeafControllers
  private let wasKilled = Atomic(false)

  /// - Throws: what keeps it from being watched. The cgroup is gone then.
  init(_ cgroup: Cgroup, _ controllers: LeafControllers) throws(SystemError) {
    self.cgroup = cgroup
    self.controllers = controllers
    do throws(SystemError) {
      directory = try cgroup.open()
      events = try CgroupEvents(cgroup)
    } catch {
      try? cgroup.remove()
      throw error
    }
  }

  /// Limits what runs in it from now on.
  ///
  /// - Returns: the limits that nothing enforces here.
  func limit(_ limits: CommandLimits) throws(SystemError) -> UnenforcedLimits {
    let enforced = CgroupLimits(
      memoryBytes: controllers.hasMemory ? limits.memoryBytes : nil,
      maximumProcesses: controllers.hasProcesses ? limits.maximumProcesses : nil)
    for setting in enforced.settings where setting.file != "memory.swap.max" || cgroup.read(setting.file) != nil {
      try cgroup.write(setting)
    }
    return controllers.unenforced(of: limits)
  }

  /// What lived in it used; nil where nothing is counted that the kernel doesn't tell of processes anyway.
  var usage: CgroupUsage? { controllers.isEmpty ? nil : CgroupUsage(of: cgroup) }

  /// Whether the next command may live in it: nothing is left of this one, neither figures nor limits nor memory.
  ///
  /// One that has been killed may not: Linux 6.18, for one, kills whatever is started in it later from another cgroup,
  /// because it compares the two cgroups' counts of kills (`kill_seq` in kernel/cgroup/cgroup.c).
  var isReusable: Bool {
    controllers.isEmpty && !wasKilled.load(ordering: .relaxed) && !isPopulated && !hasChildren
  }

  /// Whether its user has made cgroups below it: each is a link to the directory, which has two of its own. As exact
  /// as listing it, and one call.
  private var hasChildren: Bool {
    var status = stat()
    return fstat(directory.rawValue, &status) != 0 || status.st_nlink > 2
  }

  /// Kills whatever lives in it.
  func kill() {
    wasKilled.store(true, ordering: .relaxed)
    try? cgroup.kill()
  }

  private var isPopulated: Bool { (try? events.isPopulated()) == true }

  /// How long to wait for killed processes: one that a disk or a network file system holds up may take for ever.
  private static let patienceMilliseconds: CInt = 10_000

  /// Kills whatever lives in it, and waits until it is gone. One small read when nothing does.
  func end() {
    guard isPopulated else { return }
    kill()
    var entry = pollfd(fd: events.descriptor.rawValue, events: Int16(POLLPRI), revents: 0)
    while isPopulated, poll(&entry, 1, Self.patienceMilliseconds) > 0 {}
  }
}

/// Which limits can be set in leaves.
struct LeafControllers: Sendable {
  var hasMemory = false
  var hasProcesses = false

  init() {}

  /// Those that are handed down to the cgroups below this one.
  init(below cgroup: Cgroup) {
    let names = Set((cgroup.read("cgroup.subtree_control") ?? "").split(whereSeparator: \.isWhitespace))
    hasMemory = names.contains("memory")
    hasProcesses = names.contains("pids")
  }

  var isEmpty: Bool { !hasMemory && !hasProcesses }

  func unenforced(of limits: CommandLimits) -> UnenforcedLimits {
    var unenforced: UnenforcedLimits = []
    if limits.memoryBytes != nil, !hasMemory { unenforced.insert(.memory) }
    if limits.maximumProcesses != nil, !hasProcesses { unenforced.insert(.processes) }
    return unenforced
  }
}
