import CroftProtocol

// What applications ask for.
extension Allocator {
  /// - Parameters:
  ///   - number: The caller's own for the request. One that isn't above the last one was served before, and asks for
  ///     nothing. nil: the next.
  ///   - resources: Of each executor.
  ///   - isGang: All of them at once, or none.
  mutating func requested(
    by id: ApplicationID, number: Int? = nil, count: Int, resources: Resources, isGang: Bool = false,
    sharing: CoreSharing = .weight, now: Int
  ) throws(ManagerError) -> (request: Int, actions: [AllocatorAction]) {
    if isStopping { throw .stopping }
    let application = try living(id)
    guard (1...Self.largestRequest).contains(number ?? 1) else {
      throw .service(.invalidParameter(parameter: "request"))
    }
    if let number, number <= application.lastRequest { return (number, settle()) }
    try checkRequest(of: application, count: count, resources: resources)
    let asked = isGang ? count : 1
    if let reason = reasonWhyNever(resources, count: asked, for: application) {
      throw .neverFits(.init(asked: resources, capacity: capacity, reason: reason))
    }
    advance(to: now)
    let request = number ?? application.lastRequest + 1
    let (sequence, since) = (nextSequence(), self.now)
    applications[id]?.lastRequest = request
    applications[id]?.waiting.append(
      WaitingRequest(
        request: request, sequence: sequence, resources: resources, sharing: sharing, isGang: isGang, since: since,
        remaining: count))
    outbox.applications.insert(id)
    outbox.requests.insert(RequestKey(application: id, request: request))
    return (request, settle())
  }

  mutating func withdrawn(by id: ApplicationID, request: Int, now: Int) throws(ManagerError) -> [AllocatorAction] {
    guard let index = try living(id).waiting.firstIndex(where: { $0.request == request }) else {
      throw .noSuchRequest(request: request)
    }
    advance(to: now)
    applications[id]?.waiting.remove(at: index)
    outbox.requests.insert(RequestKey(application: id, request: request))
    return settle()
  }

  /// Nobody asks more often, and nothing that is counted from here overflows.
  private static let largestRequest = Int(Int32.max)

  private func checkRequest(of application: ApplicationState, count: Int, resources: Resources) throws(ManagerError) {
    guard count > 0 else { throw .service(.invalidParameter(parameter: "count")) }
    guard resources.cores > 0, resources.memoryBytes > 0 else {
      throw .service(.invalidParameter(parameter: "resources"))
    }
    let limits = configuration.limits
    guard application.waiting.count < limits.requestsPerApplication else {
      throw .tooMany(what: "waiting requests of one application", limit: limits.requestsPerApplication)
    }
    let there = application.executors.count + application.waiting.reduce(0) { $0 + $1.remaining }
    guard count <= limits.executorsPerApplication - there else {
      throw .tooMany(what: "executors of one application", limit: limits.executorsPerApplication)
    }
  }

  mutating func removeRequests(of id: ApplicationID) {
    for waiting in applications[id]?.waiting ?? [] {
      outbox.requests.insert(RequestKey(application: id, request: waiting.request))
    }
    applications[id]?.waiting = []
  }

  /// Why a grant of so many executors at once couldn't be made even if nobody had anything.
  func reasonWhyNever(_ each: Resources, count: Int, for application: ApplicationState) -> String? {
    guard let asked = ResourceTotal.sum(of: count, each: each) else {
      return "\(count) executors of \(each) are more than any machine has"
    }
    let machine = ResourceBound(cores: capacity.cores, memoryBytes: capacity.memoryBytes)
    let queue = configuration.queue(application.queue)?.maximum ?? .none
    let bounds = [
      (machine, "this manager has"), (queue, "queue \(application.queue) may have"),
      (configuration.limit(ofUser: application.userID), "user \(application.userID) may have"),
      (configuration.applicationLimit, "an application may have"),
    ]
    for (bound, whose) in bounds { if let reason = asked.reasonWhyNever(in: bound, whose) { return reason } }
    return nil
  }

  /// Finds out anew which waiting requests can't be served at all.
  mutating func reviewRequests() {
    for id in applicationIDs {
      guard let application = applications[id] else { continue }
      for (index, waiting) in application.waiting.enumerated() {
        let reason = reasonWhyNever(waiting.resources, count: waiting.next.executors, for: application)
        applications[id]?.waiting[index].reasonWhyNever = reason
      }
    }
  }
}

extension ResourceTotal {
  fileprivate func reasonWhyNever(in bound: ResourceBound, _ whose: String) -> String? {
    if let cores = bound.cores, resources.cores > cores {
      return "it asks for \(resources.cores) cores, and \(whose) \(cores)"
    }
    if let memory = bound.memoryBytes, resources.memoryBytes > memory {
      return "it asks for \(resources.memoryBytes) bytes of memory, and \(whose) \(memory)"
    }
    if let most = bound.executors, executors > most {
      return "it asks for \(executors) executors at once, and \(whose) \(most)"
    }
    return nil
  }
}
