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
  /// nil: the default queue.
  package var queue: String?
  /// Among the user's applications in the queue, -1000 to 1000: those that wait are served in this order. nil: 0.
  package var priority: Int?

  package init(
    name: String, image: Int, arguments: [String], environment: [String], directory: String, queue: String? = nil,
    priority: Int? = nil
  ) {
    self.priority = priority
    self.name = name
    self.queue = queue
    self.image = image
    self.arguments = arguments
    self.environment = environment
    self.directory = directory
  }
}
