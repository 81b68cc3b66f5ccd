import CroftProtocol

// Why requests wait.
extension Allocator {
  /// Holders that an explanation names: enough to know whom to ask, and a bound on the answer's size.
  static let namedHolders = 10

  /// Explains all requests of an application that wait. Costs a walk over all waiting requests of the farm.
  /// The holders' users are named; whom they may be told, the caller decides.
  func explain(_ id: ApplicationID) throws(ManagerError) -> [RequestExplanation] {
    let application = try living(id)
    guard !application.waiting.isEmpty else { return [] }
    let closings = closings
    let positions = positions
    return application.waiting.map { waiting in
      let obstacles = obstacles(to: waiting, of: id, application, closings)
      return RequestExplanation(
        request: waiting.request, asked: waiting.resources, remaining: waiting.remaining, since: waiting.since,
        position: positions[waiting.sequence] ?? 0, free: free, obstacles: obstacles.map(\.sentence),
        holders: holders(for: application, obstacles), remedies: obstacles.map(\.remedy),
        priority: application.priority)
    }
  }

  /// What is in a request's way, the widest reason first. Never empty between events: whatever has no obstacle has
  /// been granted.
  func obstacles(to request: Int, of id: ApplicationID) -> [RequestObstacle] {
    guard let application = applications[id], let waiting = application.waiting.first(where: { $0.request == request })
    else { return [] }
    return obstacles(to: waiting, of: id, application, closings)
  }

  private func obstacles(
    to waiting: WaitingRequest, of id: ApplicationID, _ application: ApplicationState, _ closings: [GrantPass.Closing]
  ) -> [RequestObstacle] {
    var obstacles: [RequestObstacle] = []
    if isStopping { obstacles.append(.stopping) }
    if !application.isConnected { obstacles.append(.disconnected) }
    if application.isHeld { obstacles.append(.held(application: id)) }
    if let end = backoffEnd(of: application) {
      obstacles.append(.backoff(failures: application.failuresInARow, milliseconds: end - now))
    }
    if isPressureHigh { obstacles.append(.pressure) }
    if let reason = waiting.reasonWhyNever { return obstacles + [.never(reason: reason)] }
    for scope in GrantScope.allCases {
      let (used, bound) = room(in: scope, for: application)
      guard !(used + waiting.next).fits(in: bound) else { continue }
      let name = name(of: scope, of: id, application)
      obstacles.append(.noRoom(scope, name: name, used: used, bound: bound, next: waiting.next))
    }
    let before = closings.first { closing in
      closing.covers(id, application) && !(closing.application == id && closing.request == waiting.request)
    }
    if let before { obstacles.append(.behind(before.scope, application: before.application, request: before.request)) }
    return obstacles
  }

  /// Who finds no room now. Between events nothing can be granted, so the walk changes nothing.
  private var closings: [GrantPass.Closing] {
    var copy = self
    return copy.runGrants().closings
  }

  private func name(of scope: GrantScope, of id: ApplicationID, _ application: ApplicationState) -> String {
    switch scope {
    case .application: "Application \(id)"
    case .user: "User \(application.userID)"
    case .queue: "Queue \(application.queue)"
    case .machine: "The manager"
    }
  }

  /// Who has what the request waits for: those within the innermost scope that has no room.
  private func holders(for application: ApplicationState, _ obstacles: [RequestObstacle]) -> [ResourceHolder] {
    let scopes = obstacles.compactMap { obstacle -> GrantScope? in
      switch obstacle {
      case .noRoom(let scope, _, _, _, _), .behind(let scope, _, _): scope
      default: nil
      }
    }
    guard let scope = scopes.min(by: { $0.rawValue < $1.rawValue }) else { return [] }
    let within = applications.filter { _, other in
      guard !other.executors.isEmpty else { return false }
      return switch scope {
      case .application, .user: other.userID == application.userID
      case .queue: other.queue == application.queue
      case .machine: true
      }
    }
    let ordered = within.sorted { left, right in
      let shares = (left.value.used.dominantShare(of: capacity), right.value.used.dominantShare(of: capacity))
      return shares.0 == shares.1 ? left.key.rawValue < right.key.rawValue : shares.0 > shares.1
    }
    return ordered.prefix(Self.namedHolders).map { id, holder in
      ResourceHolder(
        application: id.rawValue, userID: holder.userID, executors: holder.used.executors,
        resources: holder.used.resources)
    }
  }
}
