import CroftProtocol

// What applications ask for.
extension Allocator {
  mutating func requested(
    by id: ApplicationID, count: Int, resources: Resources
  ) throws(ManagerError) -> (request: Int, actions: [AllocatorAction]) {
    if isStopping { throw .stopping }
    let application = try living(id)
    guard count > 0 else { throw .service(.invalidParameter(parameter: "count")) }
    guard resources.cores > 0, resources.memoryBytes > 0 else {
      throw .service(.invalidParameter(parameter: "resources"))
    }
    if let reason = reasonWhyNever(resources) {
      throw .neverFits(.init(asked: resources, capacity: capacity, reason: reason))
    }
    let waiting = queue.filter { $0.application == id }
    guard waiting.count < limits.requestsPerApplication else {
      throw .tooMany(what: "waiting requests of one application", limit: limits.requestsPerApplication)
    }
    let room = limits.executorsPerApplication - application.executors.count - waiting.reduce(0) { $0 + $1.remaining }
    guard count <= room else {
      throw .tooMany(what: "executors of one application", limit: limits.executorsPerApplication)
    }
    let request = application.lastRequest + 1
    applications[id]?.lastRequest = request
    queue.append(WaitingRequest(application: id, request: request, resources: resources, remaining: count))
    return (request, grant())
  }

  mutating func withdrawn(by id: ApplicationID, request: Int) throws(ManagerError) -> [AllocatorAction] {
    _ = try living(id)
    guard let index = queue.firstIndex(where: { $0.application == id && $0.request == request }) else {
      throw .noSuchRequest(request: request)
    }
    queue.remove(at: index)
    return grant()
  }

  mutating func released(_ key: ExecutorKey) throws(ManagerError) -> [AllocatorAction] {
    guard try living(key.application).executors[key.executor] != nil else {
      throw .noSuchExecutor(executor: key.executor.rawValue)
    }
    // Releasing twice is no mistake: the first release may not have been answered yet.
    return end(key, because: .released).map { [$0] } ?? []
  }

  private func living(_ id: ApplicationID) throws(ManagerError) -> ApplicationState {
    guard let application = applications[id], !application.hasEnded else {
      throw .noSuchApplication(application: id.rawValue)
    }
    return application
  }

  private func reasonWhyNever(_ asked: Resources) -> String? {
    if asked.cores > capacity.cores {
      return "it asks for \(asked.cores) cores, and this manager has \(capacity.cores)"
    }
    if asked.memoryBytes > capacity.memoryBytes {
      return "it asks for \(asked.memoryBytes) bytes of memory, and this manager has \(capacity.memoryBytes)"
    }
    return nil
  }
}
