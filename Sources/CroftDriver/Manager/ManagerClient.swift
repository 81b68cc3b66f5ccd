package import CroftLinux
package import CroftProtocol

/// Asks a manager one question after another, and waits for each answer: what a command line needs.
package final class ManagerClient {
  private let connection: VarlinkConnection

  package init(
    socketPath: String, timeoutMilliseconds: Int = VarlinkConnection.defaultTimeoutMilliseconds
  ) throws(ManagerClientError) {
    connection = try VarlinkConnection(connectingTo: socketPath, timeoutMilliseconds: timeoutMilliseconds)
  }

  package init(over connection: VarlinkConnection) {
    self.connection = connection
  }

  /// - Parameter descriptors: travel beside the call; they stay the caller's.
  package func call<Method: ManagerMethod>(
    _ method: Method, descriptors: [FileDescriptor] = []
  ) throws(ManagerClientError) -> Method.Reply {
    try send(method, more: false, descriptors: descriptors)
    return try connection.parameters(of: connection.receiveReply(), as: Method.Reply.self)
  }

  /// Calls a method that answers again and again, and hands on each reply for as long as they come.
  ///
  /// - Throws: At the latest when the manager closes the connection.
  package func stream<Method: ManagerMethod>(
    _ method: Method, each: (Method.Reply) -> Void
  ) throws(ManagerClientError) -> Never {
    try send(method, more: true, descriptors: [])
    while true {
      each(try connection.parameters(of: connection.waitForReply(), as: Method.Reply.self))
    }
  }

  private func send<Method: ManagerMethod>(
    _ method: Method, more: Bool, descriptors: [FileDescriptor]
  ) throws(ManagerClientError) {
    let call: VarlinkCall
    do {
      call = try method.call(more: more)
    } catch {
      throw connection.failure(.malformed("\(Method.name) has no JSON form: \(error)"))
    }
    try connection.send(call, descriptors: descriptors)
  }
}

extension VarlinkConnection {
  /// What a reply carries; an error reply is thrown.
  func parameters<Parameters: Decodable>(
    of reply: VarlinkReply, as type: Parameters.Type
  ) throws(ManagerClientError) -> Parameters {
    if let error = ManagerError(reply: reply) { throw failure(.refused(error)) }
    do {
      return try reply.parameters.decoded(as: type)
    } catch {
      throw failure(.malformed(error.description))
    }
  }
}
