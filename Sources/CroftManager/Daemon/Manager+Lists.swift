import CroftLinux
import CroftProtocol
import Glibc

// What the manager tells about itself.
extension Manager {
  func status() -> ManagerStatus {
    ManagerStatus(
      version: CroftVersion.current, processID: Int(getpid()), userID: Int(geteuid()), socket: settings.socket,
      capacity: allocator.capacity, free: allocator.free, applications: livingApplications.count,
      executors: allocator.executorCount, waiting: allocator.waitingCount, limits: cgroups.limits + [pressure.enforced],
      condition: condition)
  }

  private var condition: ManagerStatus.Condition {
    if allocator.isStopping { return .stopping }
    if allocator.isDraining || allocator.drainEnd != nil { return .draining }
    return allocator.isPressureHigh ? .memoryPressure : .running
  }

  func listQueues() -> ListQueues.Reply { ListQueues.Reply(queues: allocator.queueSummaries) }

  func listApplications(for rights: CallerRights) -> ListApplications.Reply {
    let visible = livingApplications.filter { rights.maySee(applicationsOf: $0.userID) }
    return ListApplications.Reply(applications: visible.map(summary))
  }

  private func summary(of application: RegisteredApplication) -> ApplicationSummary {
    let (id, registration) = (application.id, application.registration)
    let process = application.driver?.processID ?? supervisor.driver(id)?.processID
    let state = allocator.applications[id]
    return ApplicationSummary(
      id: id.rawValue, name: registration.name, userID: Int(registration.userID),
      processID: process.map { Int($0) } ?? 0,
      executors: allocator.executorCount(of: id), waiting: allocator.waitingCount(of: id),
      registeredAt: registration.registeredAt, directory: registration.directory, queue: state?.queue ?? "",
      state: state?.hasEnded != false ? .ending : state?.isConnected == true ? .running : .disconnected,
      isHeld: state?.isHeld ?? false, tasks: application.tasks, priority: state?.priority)
  }

  func listExecutors(of id: ApplicationID?, for rights: CallerRights) throws(ManagerError) -> ListExecutors.Reply {
    var reading = UsageReading()
    if let id {
      return ListExecutors.Reply(executors: executors(of: try applicationToSee(id.rawValue, for: rights), &reading))
    }
    let visible = applications.values.filter { rights.maySee(applicationsOf: $0.userID) }
    return ListExecutors.Reply(
      executors: visible.sorted { $0.id.rawValue < $1.id.rawValue }.flatMap { executors(of: $0, &reading) })
  }

  /// Those that are registered and not yet ending; the executors of others are still listed while they end.
  private var livingApplications: [RegisteredApplication] {
    applications.values.filter { allocator.applications[$0.id]?.hasEnded == false }
      .sorted { $0.id.rawValue < $1.id.rawValue }
  }

  private func executors(of application: RegisteredApplication, _ reading: inout UsageReading) -> [ExecutorSummary] {
    let held = allocator.applications[application.id]?.executors ?? [:]
    let now = MonotonicTime.nowNanoseconds
    return held.sorted { $0.key < $1.key }.compactMap { id, held in
      let process = supervisor.process(ExecutorKey(application: application.id, executor: id))
      return process.map { process in
        let usage = reading.usage(of: process, at: now)
        return ExecutorSummary(
          application: application.id.rawValue, id: id.rawValue, processID: Int(process.processID),
          userID: Int(application.userID), resources: held.resources, state: held.state,
          cgroup: process.cgroup?.group.path, startedAt: process.startedAt, cpuMicroseconds: usage.cpuMicroseconds,
          memoryBytes: usage.memoryBytes)
      }
    }
  }
}
