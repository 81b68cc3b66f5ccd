/// Asks for the applications that the caller may see.
package struct ListApplications: ManagerMethod {
  package static let name = "io.croft.Manager.ListApplications"

  package struct Reply: Codable, Sendable, Equatable {
    package var applications: [ApplicationSummary]
    package init(applications: [ApplicationSummary]) { self.applications = applications }
  }

  package init() {}
}

/// The interface's `Application`.
package struct ApplicationSummary: Codable, Sendable, Equatable {
  package var id: Int
  package var name: String
  package var userID: Int
  package var processID: Int
  package var executors: Int
  package var waiting: Int
  /// Milliseconds since 1970.
  package var registeredAt: Int
  package var directory: String
  package var queue: String
  package var state: State
  /// It is granted no executors until it is released. nil: a manager that can't hold applications.
  package var isHeld: Bool?
  /// nil until its driver has told it.
  package var tasks: TaskCounts?
  /// nil: a manager that knows none.
  package var priority: Int?

  package enum State: String, Codable, Sendable, CaseIterable {
    /// Its driver is connected.
    case running
    /// Its driver has to come back: the manager was restarted, or restarts the driver.
    case disconnected
    /// It has ended, and its executors are still ending.
    case ending
  }

  package init(
    id: Int, name: String, userID: Int, processID: Int, executors: Int, waiting: Int, registeredAt: Int,
    directory: String, queue: String, state: State, isHeld: Bool? = nil, tasks: TaskCounts? = nil,
    priority: Int? = nil
  ) {
    self.priority = priority
    self.isHeld = isHeld
    self.tasks = tasks
    self.queue = queue
    self.state = state
    self.id = id
    self.name = name
    self.userID = userID
    self.processID = processID
    self.executors = executors
    self.waiting = waiting
    self.registeredAt = registeredAt
    self.directory = directory
  }
}
