/// Asks for the queues and what they use.
package struct ListQueues: ManagerMethod {
  package static let name = "io.croft.Manager.ListQueues"

  package struct Reply: Codable, Sendable, Equatable {
    package var queues: [QueueSummary]
    package init(queues: [QueueSummary]) { self.queues = queues }
  }

  package init() {}
}

/// The interface's `Queue`.
package struct QueueSummary: Codable, Sendable, Equatable {
  package var name: String
  package var weight: Int
  package var priority: Int
  /// `fair` or `fifo`.
  package var policy: String
  package var minimum: QueueShare
  package var maximum: QueueShare
  package var used: Resources
  package var applications: Int
  package var executors: Int
  /// Executors that were asked for and don't run yet.
  package var waiting: Int

  package init(
    name: String, weight: Int, priority: Int, policy: String, minimum: QueueShare, maximum: QueueShare,
    used: Resources, applications: Int, executors: Int, waiting: Int
  ) {
    self.name = name
    self.weight = weight
    self.priority = priority
    self.policy = policy
    self.minimum = minimum
    self.maximum = maximum
    self.used = used
    self.applications = applications
    self.executors = executors
    self.waiting = waiting
  }
}

/// A bound on what a queue has; what is absent isn't bounded.
package struct QueueShare: Codable, Sendable, Equatable {
  package var cores: Int?
  package var memoryBytes: Int?
  package var executors: Int?

  package init(cores: Int? = nil, memoryBytes: Int? = nil, executors: Int? = nil) {
    self.cores = cores
    self.memoryBytes = memoryBytes
    self.executors = executors
  }
}
