import CroftLinux
import CroftProtocol

/// A controller of cgroup v2, and the limit that needs it.
enum CgroupController: String, CaseIterable, Sendable {
  case memory, cpu, pids, io, cpuset

  /// As GetStatus and the log call it.
  var limitName: String {
    switch self {
    case .memory: "memory"
    case .cpu: "cores"
    case .pids: "processes"
    case .io: "disks"
    case .cpuset: "exclusive cores"
    }
  }

  /// Hands every controller down to the cgroups below, and gives those that are.
  @discardableResult
  static func enable(_ controllers: some Sequence<CgroupController> = allCases, in group: Cgroup)
    -> Set<CgroupController>
  {
    let failed = Set(group.enableControllers(controllers.map(\.rawValue)))
    return Set(controllers.filter { !failed.contains($0.rawValue) })
  }
}

extension EnforcedLimit {
  private static let containment = "containment"

  /// What can be enforced below a pool that hands these controllers down.
  static func all(pool: Cgroup, controllers: Set<CgroupController>, canKill: Bool) -> [EnforcedLimit] {
    let reason = canKill ? nil : "\(pool.path) has no cgroup.kill, which came with Linux 5.14"
    return CgroupController.allCases.map { controller in
      controllers.contains(controller)
        ? EnforcedLimit(name: controller.limitName, enforced: true)
        : EnforcedLimit(
          name: controller.limitName, enforced: false,
          reason: "the controller \(controller) isn't available in \(pool.path)")
    } + [EnforcedLimit(name: containment, enforced: canKill, reason: reason)]
  }

  static func none(because reason: String) -> [EnforcedLimit] {
    (CgroupController.allCases.map(\.limitName) + [containment]).map {
      EnforcedLimit(name: $0, enforced: false, reason: reason)
    }
  }
}
