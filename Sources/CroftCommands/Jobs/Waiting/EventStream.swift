import CroftDriver
import CroftProtocol

/// What happens on the farm from now on, one event after another.
struct EventStream {
  /// An event may take as long as a job does: about a year, within what a socket's timeout can hold.
  private static let longestWaitMilliseconds = 31_536_000_000

  private let connection: VarlinkConnection
  private let socketPath: String

  /// - Parameter application: nil for all that the caller may see.
  init(of application: Int?, socketPath: String) throws {
    self.socketPath = socketPath
    connection = try VarlinkConnection(connectingTo: socketPath, timeoutMilliseconds: Self.longestWaitMilliseconds)
    try connection.send(Monitor(application: application).call(more: true))
  }

  /// Waits for the next one; the first says that the stream has begun.
  func next() throws -> FarmEvent {
    let reply = try connection.receiveReply()
    if let error = ManagerError(reply: reply) {
      throw ManagerClientError(.refused(error), socketPath: socketPath)
    }
    return try reply.parameters.decoded(as: FarmEvent.self)
  }
}
