import CroftProtocol

/// What stands in a request's way.
enum RequestObstacle: Equatable, Sendable {
  case stopping
  case disconnected
  case held(application: ApplicationID)
  /// Failures in a row, and milliseconds until the next try.
  case backoff(failures: Int, milliseconds: Int)
  case pressure
  /// As the farm is configured now.
  case never(reason: String)
  /// The scope has room for less than the next grant takes.
  case noRoom(GrantScope, name: String, used: ResourceTotal, bound: ResourceBound, next: ResourceTotal)
  /// What becomes free in the scope is saved up for another request.
  case behind(GrantScope, application: ApplicationID, request: Int)
}

extension RequestObstacle {
  /// For people.
  var sentence: String {
    switch self {
    case .stopping: "The manager is shutting down."
    case .disconnected: "The application's driver isn't connected to the manager."
    case .held(let application): "Application \(application) is held, so it is granted nothing."
    case .backoff(let failures, let milliseconds):
      """
      The last \(failures == 1 ? "executor" : "\(failures) executors in a row") of the application died right after \
      the start; the next try is in \((Double(milliseconds) / 100).rounded(.up) / 10) s.
      """
    case .pressure: "The farm's memory pressure is above its limit, so nothing is started."
    case .never(let reason): "It can't be served as the farm is configured now: \(reason)."
    case .noRoom(let scope, let name, let used, let bound, let next):
      """
      \(name) \(scope == .machine ? "has" : "may have") \(bound.sentence); in use: \(used.sentence); the next grant \
      takes \(next.sentence).
      """
    case .behind(let scope, let application, let request):
      "Request \(request) of application \(application) is before it, and \(scope.roomSentence) is saved up for that."
    }
  }

  /// What would have to change, for people.
  var remedy: String {
    switch self {
    case .stopping: "Start the manager again."
    case .disconnected: "The driver has to connect again, or it is ended."
    case .held(let application): "Release it: croft release \(application)."
    case .backoff: "Find out from the executors' output why they died (croft logs)."
    case .pressure: "Executors have to end or use less memory; MemoryPressureLimit= says from when on is too much."
    case .never: "Withdraw it and ask for less, or raise what the configuration allows."
    case .noRoom(let scope, let name, _, _, _):
      switch scope {
      case .application: "The application has to release executors, or the limit of applications has to be raised."
      case .user: "\(name)'s applications have to release executors, or the user's limit has to be raised."
      case .queue: "Executors of the queue have to end, or the queue's maximum has to be raised."
      case .machine: "Executors have to end, or it has to ask for smaller ones."
      }
    case .behind(_, let application, _):
      "Application \(application) has to be served first, or to withdraw its request."
    }
  }
}

extension GrantScope {
  fileprivate var roomSentence: String {
    switch self {
    case .application: "what becomes free within the application's limit"
    case .user: "what becomes free within the user's limit"
    case .queue: "what becomes free within the queue's maximum"
    case .machine: "what becomes free"
    }
  }
}

extension ResourceTotal {
  fileprivate var sentence: String { "\(resources) in \(executors) \(executors == 1 ? "executor" : "executors")" }
}

extension ResourceBound {
  fileprivate var sentence: String {
    let parts = [
      cores.map { "\($0) \($0 == 1 ? "core" : "cores")" }, memoryBytes.map { "\($0 >> 20) MiB of memory" },
      executors.map { "\($0) \($0 == 1 ? "executor" : "executors")" },
    ]
    return parts.compactMap(\.self).joined(separator: " and ")
  }
}
