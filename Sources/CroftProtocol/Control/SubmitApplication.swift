/// Has the manager run an application's driver itself, whoever comes and goes.
package struct SubmitApplication: ManagerMethod {
  package static let name = "io.croft.Manager.SubmitApplication"

  package struct Reply: Codable, Sendable, Equatable {
    package var application: Int
    package init(application: Int) { self.application = application }
  }

  package var name: String
  /// Index of the driver's executable among the descriptors sent beside the call.
  package var image: Int
  /// The first is the program's name for itself.
  package var arguments: [String]
  /// `NAME=value` each.
  package var environment: [String]
  package var directory: String
  /// nil: the default queue.
  package var queue: String?
  /// How often the driver is started again after it failed. nil: as the manager is configured.
  package var restarts: Int?
  /// As ``RegisterApplication/priority``.
  package var priority: Int?

  package init(
    name: String, image: Int, arguments: [String], environment: [String], directory: String, queue: String? = nil,
    restarts: Int? = nil, priority: Int? = nil
  ) {
    self.priority = priority
    self.name = name
    self.image = image
    self.arguments = arguments
    self.environment = environment
    self.directory = directory
    self.queue = queue
    self.restarts = restarts
  }
}

/// Ends an application: its driver is told, and its executors, and a driver that the manager runs, are ended.
package struct EndApplication: ManagerMethod {
  package static let name = "io.croft.Manager.EndApplication"
  package typealias Reply = EmptyReply

  package var application: Int

  package init(application: Int) { self.application = application }
}
