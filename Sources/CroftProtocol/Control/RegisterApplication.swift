/// Registers the calling process as an application. Must be called with `more`; the replies are `ApplicationEvent`s.
package struct RegisterApplication: ManagerMethod {
  package static let name = "io.croft.Manager.RegisterApplication"
  package typealias Reply = ApplicationEvent

  package var name: String
  /// Index of the executable among the descriptors sent beside the call.
  package var image: Int
  /// Only the first is used, as the executors' name for themselves.
  package var arguments: [String]
  /// `NAME=value` each.
  package var environment: [String]
  package var directory: String

  package init(name: String, image: Int, arguments: [String], environment: [String], directory: String) {
    self.name = name
    self.image = image
    self.arguments = arguments
    self.environment = environment
    self.directory = directory
  }
}

/// The first event of an application's stream.
package struct Registered: Codable, Sendable, Equatable {
  package var application: Int
  /// The application's own directory, which is removed when it ends.
  package var scratch: String
  package var capacity: Resources

  package init(application: Int, scratch: String, capacity: Resources) {
    self.application = application
    self.scratch = scratch
    self.capacity = capacity
  }
}
