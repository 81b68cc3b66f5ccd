/// Asks for the executors of one application, or of all that the caller may see.
package struct ListExecutors: ManagerMethod {
  package static let name = "io.croft.Manager.ListExecutors"

  package struct Reply: Codable, Sendable, Equatable {
    package var executors: [ExecutorSummary]
    package init(executors: [ExecutorSummary]) { self.executors = executors }
  }

  package var application: Int?

  package init(application: Int? = nil) { self.application = application }
}

/// The interface's `Executor`.
package struct ExecutorSummary: Codable, Sendable, Equatable {
  package enum State: String, Codable, Sendable, CaseIterable {
    case starting, running, ending
  }

  package var application: Int
  package var id: Int
  package var processID: Int
  package var userID: Int
  package var resources: Resources
  package var state: State
  /// The directory of its cgroup, where it has one of its own.
  package var cgroup: String?
  /// Milliseconds since 1970.
  package var startedAt: Int
  /// What it and the processes in its cgroup have used up to now, in user and in system mode together.
  package var cpuMicroseconds: Int?
  /// What they have now.
  package var memoryBytes: Int?

  package init(
    application: Int, id: Int, processID: Int, userID: Int, resources: Resources, state: State, cgroup: String?,
    startedAt: Int, cpuMicroseconds: Int? = nil, memoryBytes: Int? = nil
  ) {
    self.cpuMicroseconds = cpuMicroseconds
    self.memoryBytes = memoryBytes
    self.application = application
    self.id = id
    self.processID = processID
    self.userID = userID
    self.resources = resources
    self.state = state
    self.cgroup = cgroup
    self.startedAt = startedAt
  }
}
