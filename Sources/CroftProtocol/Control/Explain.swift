/// Asks why requests wait.
package struct Explain: ManagerMethod {
  package static let name = "io.croft.Manager.Explain"

  package struct Reply: Codable, Sendable, Equatable {
    package var requests: [RequestExplanation]
    package init(requests: [RequestExplanation]) { self.requests = requests }
  }

  package var application: Int

  package init(application: Int) { self.application = application }
}

/// The interface's `Explanation`: why a request waits, and what would have to change.
package struct RequestExplanation: Codable, Sendable, Equatable {
  package var request: Int
  /// Of each executor.
  package var asked: Resources
  /// Executors that it still waits for.
  package var remaining: Int
  /// Milliseconds since 1970.
  package var since: Int
  /// 1 is served next.
  package var position: Int
  package var free: Resources
  /// What is in its way, a sentence each; never empty.
  package var obstacles: [String]
  /// Who has what it waits for, largest first.
  package var holders: [ResourceHolder]
  /// What would have to change, a sentence each.
  package var remedies: [String]
  /// Its application's. nil: a manager that knows none.
  package var priority: Int?

  package init(
    request: Int, asked: Resources, remaining: Int, since: Int, position: Int, free: Resources, obstacles: [String],
    holders: [ResourceHolder], remedies: [String], priority: Int? = nil
  ) {
    self.priority = priority
    self.request = request
    self.asked = asked
    self.remaining = remaining
    self.since = since
    self.position = position
    self.free = free
    self.obstacles = obstacles
    self.holders = holders
    self.remedies = remedies
  }
}

/// What one application has. Whose it is, is told to those who may see it.
package struct ResourceHolder: Codable, Sendable, Equatable {
  package var application: Int
  package var userID: Int?
  package var executors: Int
  package var resources: Resources

  package init(application: Int, userID: Int?, executors: Int, resources: Resources) {
    self.application = application
    self.userID = userID
    self.executors = executors
    self.resources = resources
  }
}
