import CroftProtocol

/// What may be used up: each scope lies within the next.
enum GrantScope: Int, Sendable, CaseIterable { case application, user, queue, machine }

/// One walk over the waiting requests in the order of their ranks.
///
/// A request that finds no room in a scope closes that scope, and those within it, for all that rank behind it. So
/// what becomes free is saved up for it, and small requests can't starve a large one or a gang. Requests that have no
/// part in the scope go on: a queue at its maximum holds nobody back but itself.
struct GrantPass: Sendable {
  struct Closing: Sendable, Equatable {
    let scope: GrantScope
    /// Who waits for room there.
    let application: ApplicationID
    let userID: Int
    let queue: String
    let request: Int
  }

  private(set) var closings: [Closing] = []
  private var applications: Set<ApplicationID> = []
  private var users: Set<Int> = []
  private var queues: Set<String> = []
  private(set) var isMachineClosed = false

  func isOpen(_ id: ApplicationID, _ application: Allocator.ApplicationState) -> Bool {
    !isMachineClosed && !applications.contains(id) && !users.contains(application.userID)
      && !queues.contains(application.queue)
  }

  mutating func close(_ closing: Closing) {
    closings.append(closing)
    applications.insert(closing.application)
    if closing.scope.rawValue >= GrantScope.user.rawValue { users.insert(closing.userID) }
    if closing.scope.rawValue >= GrantScope.queue.rawValue { queues.insert(closing.queue) }
    if closing.scope == .machine { isMachineClosed = true }
  }
}

extension GrantPass.Closing {
  /// Whether it holds back an application's requests.
  func covers(_ id: ApplicationID, _ other: Allocator.ApplicationState) -> Bool {
    id == application || (scope.rawValue >= GrantScope.user.rawValue && other.userID == userID)
      || (scope.rawValue >= GrantScope.queue.rawValue && other.queue == queue) || scope == .machine
  }
}
