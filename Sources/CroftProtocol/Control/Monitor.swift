/// Asks for what happens from now on. Must be called with `more`; each reply is one event.
package struct Monitor: ManagerMethod {
  package static let name = "io.croft.Manager.Monitor"
  package typealias Reply = FarmEvent

  /// nil: of all applications that the caller may see.
  package var application: Int?

  package init(application: Int? = nil) { self.application = application }
}

/// Something that happened on the farm.
package struct FarmEvent: Codable, Sendable, Equatable {
  package enum Kind: String, Codable, Sendable, CaseIterable {
    /// The stream has begun; nothing before it is told.
    case began
    case applicationRegistered, applicationEnded, applicationResumed
    case applicationHeld, applicationReleased
    case driverStarted, driverEnded
    case executorsRequested
    case executorStarted, executorEnded, executorReclaimed
    case memoryPressure
    case reloaded, draining, stopping
  }

  /// Milliseconds since 1970.
  package var time: Int
  package var kind: Kind
  package var application: Int?
  package var executor: Int?
  /// A sentence for people.
  package var message: String

  package init(time: Int, kind: Kind, application: Int? = nil, executor: Int? = nil, message: String) {
    self.time = time
    self.kind = kind
    self.application = application
    self.executor = executor
    self.message = message
  }
}
