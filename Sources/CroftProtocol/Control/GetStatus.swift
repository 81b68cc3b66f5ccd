/// Asks for the manager's condition.
package struct GetStatus: ManagerMethod {
  package static let name = "io.croft.Manager.GetStatus"
  package typealias Reply = ManagerStatus

  package init() {}
}

/// The manager's condition, in numbers over all users.
package struct ManagerStatus: Codable, Sendable, Equatable {
  package var version: String
  package var processID: Int
  package var userID: Int
  package var socket: String
  package var capacity: Resources
  package var free: Resources
  package var applications: Int
  package var executors: Int
  /// Executors that were asked for and don't run yet.
  package var waiting: Int
  package var limits: [EnforcedLimit]
  package var condition: Condition

  package enum Condition: String, Codable, Sendable, CaseIterable {
    case running
    /// Nothing is granted while the pool is short of memory.
    case memoryPressure
    /// New applications are refused.
    case draining
    case stopping
  }

  package init(
    version: String, processID: Int, userID: Int, socket: String, capacity: Resources, free: Resources,
    applications: Int, executors: Int, waiting: Int, limits: [EnforcedLimit], condition: Condition = .running
  ) {
    self.condition = condition
    self.version = version
    self.processID = processID
    self.userID = userID
    self.socket = socket
    self.capacity = capacity
    self.free = free
    self.applications = applications
    self.executors = executors
    self.waiting = waiting
    self.limits = limits
  }
}

/// The interface's `Limit`: whether the manager can enforce it on this machine.
package struct EnforcedLimit: Codable, Sendable, Equatable {
  package var name: String
  package var enforced: Bool
  /// Why not.
  package var reason: String?

  package init(name: String, enforced: Bool, reason: String? = nil) {
    self.name = name
    self.enforced = enforced
    self.reason = reason
  }
}
