/// Asks for executors. What fits starts at once, the rest waits in the order of the requests.
package struct RequestExecutors: ManagerMethod {
  package static let name = "io.croft.Manager.RequestExecutors"

  package struct Reply: Codable, Sendable, Equatable {
    package var request: Int
    package init(request: Int) { self.request = request }
  }

  package var application: Int
  package var count: Int
  /// Of each executor.
  package var resources: Resources
  /// The caller's own number for it, above those of its earlier requests: one that was taken before isn't taken again.
  /// nil: the manager numbers it.
  package var request: Int?
  /// All at once or none. nil: as they fit.
  package var gang: Bool?
  /// nil: as the manager is configured.
  package var sharing: CoreSharing?

  package init(
    application: Int, count: Int, resources: Resources, request: Int? = nil, gang: Bool? = nil,
    sharing: CoreSharing? = nil
  ) {
    self.request = request
    self.application = application
    self.count = count
    self.resources = resources
    self.gang = gang
    self.sharing = sharing
  }
}

/// Gives up what a request still waits for.
package struct WithdrawRequest: ManagerMethod {
  package static let name = "io.croft.Manager.WithdrawRequest"
  package typealias Reply = EmptyReply

  package var application: Int
  package var request: Int

  package init(application: Int, request: Int) {
    self.application = application
    self.request = request
  }
}

/// Ends an executor. Its end is reported as `released`.
package struct ReleaseExecutor: ManagerMethod {
  package static let name = "io.croft.Manager.ReleaseExecutor"
  package typealias Reply = EmptyReply

  package var application: Int
  package var executor: Int

  package init(application: Int, executor: Int) {
    self.application = application
    self.executor = executor
  }
}
