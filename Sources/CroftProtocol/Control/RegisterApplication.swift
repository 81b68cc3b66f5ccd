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

  package init(
    name: String, image: Int, arguments: [String], environment: [String], directory: String, queue: String? = nil
  ) {
    self.name = name
    self.queue = queue
    self.image = image
    self.arguments = arguments
    self.environment = environment
    self.directory = directory
  }
}
