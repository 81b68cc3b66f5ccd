import CroftLinux
import CroftProtocol
import Glibc

// What the manager tells about itself.
extension Manager {
  func status() -> ManagerStatus {
    ManagerStatus(
      version: CroftVersion.current, processID: Int(getpid()), userID: Int(geteuid()), socket: settings.socket,
      capacity: allocator.capacity, free: allocator.free, applications: livingApplications.count,
      executors: allocator.executorCount, waiting: allocator.waitingCount, limits: limits)
  }

  func listApplications(for rights: CallerRights) -> ListApplications.Reply {
    let visible = livingApplications.filter { rights.maySee(applicationsOf: $0.peer.userID) }
    return ListApplications.Reply(
      applications: visible.map { application in
        ApplicationSummary(
          id: application.id.rawValue, name: application.name, userID: Int(application.peer.userID),
          processID: Int(application.peer.processID), executors: allocator.executorCount(of: application.id),
          waiting: allocator.waitingCount(of: application.id), registeredAt: application.registeredAt,
          directory: application.launch.directory)
      })
  }

  func listExecutors(of id: ApplicationID?, for rights: CallerRights) throws(ManagerError) -> ListExecutors.Reply {
    var visible = applications.values.filter { rights.maySee(applicationsOf: $0.peer.userID) }
    if let id {
      guard let application = applications[id] else { throw .noSuchApplication(application: id.rawValue) }
      guard rights.maySee(applicationsOf: application.peer.userID) else { throw .service(.permissionDenied) }
      visible = [application]
    }
    let ordered = visible.sorted { $0.id.rawValue < $1.id.rawValue }
    return ListExecutors.Reply(executors: ordered.flatMap(executors))
  }

  /// Those that are registered and whose drivers live; the executors of others are still listed while they end.
  private var livingApplications: [RegisteredApplication] {
    applications.values.filter { allocator.applications[$0.id]?.hasEnded == false }
      .sorted { $0.id.rawValue < $1.id.rawValue }
  }

  private func executors(of application: RegisteredApplication) -> [ExecutorSummary] {
    let held = allocator.applications[application.id]?.executors ?? [:]
    return held.sorted { $0.key < $1.key }.compactMap { id, held in
      let process = supervisor.process(ExecutorKey(application: application.id, executor: id))
      return process.map { process in
        ExecutorSummary(
          application: application.id.rawValue, id: id.rawValue, processID: Int(process.process.processID),
          userID: Int(application.peer.userID), resources: held.resources, state: held.state,
          cgroup: process.cgroup?.group.path, startedAt: process.startedAt)
      }
    }
  }
}
