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

  package init(
    id: Int, name: String, userID: Int, processID: Int, executors: Int, waiting: Int, registeredAt: Int,
    directory: String
  ) {
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
