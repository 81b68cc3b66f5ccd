import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc
import Synchronization

/// A manager that answers each call as a test says, on a socket of its own.
struct ScriptedManager: Sendable {
  /// nil closes the connection.
  typealias Answer = @Sendable (VarlinkCall) throws -> VarlinkReply?

  let socketPath: String

  static func with<Result>(
    _ answer: @escaping Answer, _ body: (ScriptedManager) async throws -> Result
  ) async throws -> Result {
    try await TemporaryDirectory.with { directory in
      let path = "\(directory)/socket"
      let listener = try UnixSocket.listen(at: path, mode: 0o600, backlog: 8)
      // Wakes the thread below up, which then finds nothing to accept from.
      defer { shutdown(listener.rawValue, CInt(SHUT_RDWR)) }
      _ = try NamedThread.start(name: "scripted") { serve(listener, answer) }
      return try await body(ScriptedManager(socketPath: path))
    }
  }

  private static func serve(_ listener: FileDescriptor, _ answer: @escaping Answer) {
    while true {
      var waiting = pollfd(fd: listener.rawValue, events: Int16(POLLIN), revents: 0)
      poll(&waiting, 1, -1)
      guard waiting.revents & Int16(POLLHUP) == 0 else { return }
      guard let connection = try? UnixSocket.accept(on: listener) else { return }
      _ = try? NamedThread.start(name: "scripted-call") { converse(on: connection, answer) }
    }
  }

  private static func send(_ reply: VarlinkReply, over connection: FileDescriptor) -> Bool {
    (try? VarlinkFramer.frame(reply.json).withUnsafeBytes { try connection.writeAll($0) }) != nil
  }

  private static func converse(on connection: FileDescriptor, _ answer: Answer) {
    _ = fcntl(connection.rawValue, F_SETFL, 0)
    var framer = VarlinkFramer()
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while let count = try? buffer.withUnsafeMutableBytes({ try connection.read(into: $0) }), count > 0 {
      framer.append(buffer.prefix(count))
      while let message = try? framer.next(), let call = try? VarlinkCall(json: JSONParser.parse(message)) {
        guard let reply = try? answer(call), send(reply, over: connection) else {
          shutdown(connection.rawValue, CInt(SHUT_RDWR))
          return
        }
      }
    }
  }
}

extension VarlinkReply {
  /// What a method returns.
  static func returning(_ value: some Encodable) throws -> VarlinkReply {
    VarlinkReply(parameters: try JSONValue(encoding: value))
  }
}

/// A history, the newest job first, from which a page is cut as the manager does it.
struct ScriptedHistory: Sendable {
  var records: [ApplicationRecord]

  static func job(
    _ id: Int, _ name: String = "n", userID: Int = 0, isOver: Bool = true, status: Int? = 0
  ) -> ApplicationRecord {
    var record = ApplicationRecord(
      id: id, name: name, userID: userID, queue: "default", isDetached: true, startedAt: 1000)
    if isOver { (record.endedAt, record.end, record.exitStatus) = (2000, "Its driver left.", status) }
    return record
  }

  /// - Returns: nil for another method.
  func reply(to call: VarlinkCall) throws -> VarlinkReply? {
    guard call.method == ListPastApplications.name else { return nil }
    let asked = try call.parameters.decoded(as: ListPastApplications.self)
    let meant = records.sorted { $0.id > $1.id }.filter { record in
      record.id < asked.after ?? .max && (asked.userID ?? record.userID) == record.userID
        && record.name.hasPrefix(asked.name ?? "")
    }
    let page = Array(meant.prefix(asked.limit ?? 100))
    return try .returning(HistoryReply(elements: page, next: page.count < meant.count ? page.last?.id : nil))
  }
}
