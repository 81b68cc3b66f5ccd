import CroftLinux
import CroftProtocol
import Testing

/// Somebody who watches the farm.
final class FarmWatch {
  private let client: TestClient

  init(_ manager: RunningManager, application: Int? = nil, as user: ForeignUser? = nil) throws {
    client = try user?.connect(manager) ?? TestClient(manager)
    try client.send(Monitor(application: application).call(more: true))
    _ = try next(.began)
  }

  /// The next event of that kind; others before it are skipped.
  func next(_ kind: FarmEvent.Kind) throws -> FarmEvent {
    while true {
      let event = try next()
      if event.kind == kind { return event }
    }
  }

  func next() throws -> FarmEvent {
    let reply = try client.receive()
    if let error = ManagerError(reply: reply) { throw error }
    return try reply.parameters.decoded()
  }

  /// Whether the manager ends the stream.
  func isClosedByPeer() -> Bool { client.isClosedByPeer() }
}
