import CroftLinux
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

  package func call<Method: ManagerMethod>(_ method: Method) throws(ManagerClientError) -> Method.Reply {
    let call: VarlinkCall
    do {
      call = try method.call()
    } catch {
      throw connection.failure(.malformed("\(Method.name) has no JSON form: \(error)"))
    }
    try connection.send(call)
    return try connection.parameters(of: connection.receiveReply(), as: Method.Reply.self)
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
