import CroftProtocol
import Glibc

// What applications ask for.
extension Manager {
  func requestExecutors(_ method: RequestExecutors, for rights: CallerRights) throws(ManagerError)
    -> RequestExecutors.Reply
  {
    let application = try applicationToActOn(method.application, for: rights)
    let id = application.id
    let sharing = method.sharing ?? configuration.executor.coreSharing
    let request = try attempt { allocator throws(ManagerError) in
      try allocator.requested(
        by: id, number: method.request, count: method.count, resources: method.resources, isGang: method.gang ?? false,
        sharing: sharing, now: now)
    }
    let executors = method.count == 1 ? "an executor" : "\(method.count) executors"
    announce(
      .executorsRequested, application: application,
      "application \(id) asked for \(executors) of \(method.resources) (request \(request))")
    return RequestExecutors.Reply(request: request)
  }

  func withdrawRequest(_ method: WithdrawRequest, for rights: CallerRights) throws(ManagerError) -> EmptyReply {
    let id = try applicationToActOn(method.application, for: rights).id
    try attempt { allocator throws(ManagerError) in
      ((), try allocator.withdrawn(by: id, request: method.request, now: now))
    }
    return EmptyReply()
  }

  func releaseExecutor(_ method: ReleaseExecutor, for rights: CallerRights) throws(ManagerError) -> EmptyReply {
    let id = try applicationToActOn(method.application, for: rights).id
    let key = ExecutorKey(application: id, executor: ExecutorID(method.executor))
    try attempt { allocator throws(ManagerError) in ((), try allocator.released(key, now: now)) }
    return EmptyReply()
  }

  func explain(_ method: Explain, for rights: CallerRights) throws(ManagerError) -> Explain.Reply {
    let id = try applicationToSee(method.application, for: rights).id
    var requests = try allocator.explain(id)
    for request in requests.indices {
      for holder in requests[request].holders.indices {
        let owner = requests[request].holders[holder].userID.flatMap { uid_t(exactly: $0) }
        if let owner, rights.maySee(applicationsOf: owner) { continue }
        requests[request].holders[holder].userID = nil
      }
    }
    return Explain.Reply(requests: requests)
  }

  func applicationToSee(_ number: Int, for rights: CallerRights) throws(ManagerError) -> RegisteredApplication {
    guard let application = applications[ApplicationID(number)] else {
      throw .noSuchApplication(application: number)
    }
    guard rights.maySee(applicationsOf: application.userID) else { throw .service(.permissionDenied) }
    return application
  }
}
