/// The first event of an application's stream.
package struct Registered: Codable, Sendable, Equatable {
  package var application: Int
  /// Proves, to a manager that has been restarted, that this is the application's driver.
  package var secret: String
  /// The application's own directory, which is removed when it ends.
  package var scratch: String
  package var capacity: Resources
  /// What the memory of an executor is to be multiplied by after one ran out of it. nil: 2.
  package var outOfMemoryGrowth: Double?
  /// The most that it is to be grown to. nil: what the machine has.
  package var outOfMemoryCapBytes: Int?
  /// After ``ResumeApplication``: what the application's requests still wait for. What the driver believes beyond that
  /// got lost with the connection, and has to be asked for again.
  package var waiting: [WaitingRequest]?
  /// After ``ResumeApplication``: the highest number of a request that was taken. A later one never arrived.
  package var lastRequest: Int?

  package struct WaitingRequest: Codable, Sendable, Equatable {
    package var request: Int
    /// Of each executor.
    package var resources: Resources
    package var remaining: Int

    package init(request: Int, resources: Resources, remaining: Int) {
      self.request = request
      self.resources = resources
      self.remaining = remaining
    }
  }

  package init(
    application: Int, secret: String, scratch: String, capacity: Resources, outOfMemoryGrowth: Double? = nil,
    outOfMemoryCapBytes: Int? = nil, waiting: [WaitingRequest]? = nil, lastRequest: Int? = nil
  ) {
    self.lastRequest = lastRequest
    self.waiting = waiting
    self.outOfMemoryGrowth = outOfMemoryGrowth
    self.outOfMemoryCapBytes = outOfMemoryCapBytes
    self.application = application
    self.secret = secret
    self.scratch = scratch
    self.capacity = capacity
  }
}
