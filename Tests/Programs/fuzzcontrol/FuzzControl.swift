import CroftProtocol

/// What libFuzzer calls with one input after another (`Scripts/fuzz`): takes it as what a peer sent over the control
/// socket. Whatever it is, it has to come to a value or an error.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  Peer.send(bytes)
  Peer.report(bytes)
  return 0
}

/// The manager's side of a connection, without its manager.
private enum Peer {
  /// As `ControlConnection` bounds a registration.
  private static let maximumValues = 32768
  /// Bytes come as the kernel likes to cut them.
  private static let pieceBytes = [1, 7, 64, 4096]

  private static let methods: [any ManagerMethod.Type] = [
    GetStatus.self, ListApplications.self, ListExecutors.self, ListQueues.self, Explain.self,
    ListPastApplications.self, ListPastExecutors.self, ListJobs.self, ListStages.self, ListAttempts.self,
    ListRunningAttempts.self,
    RegisterApplication.self, ResumeApplication.self, SubmitApplication.self, EndApplication.self,
    HoldApplication.self, GetConfiguration.self,
    RequestExecutors.self, WithdrawRequest.self, ReleaseExecutor.self, ReportHistory.self, Monitor.self,
    Reload.self, Scale.self, Drain.self, Stop.self,
  ]

  /// Cuts the bytes into messages, and decodes each as every method's parameters, and as every event and error.
  static func send(_ bytes: [UInt8]) {
    var framer = VarlinkFramer()
    let step = pieceBytes[bytes.count % pieceBytes.count]
    do {
      for start in stride(from: 0, to: bytes.count, by: step) {
        framer.append(bytes[start..<min(start + step, bytes.count)])
        while let message = try framer.next(maximumBytes: 64 << 10) { take(message) }
      }
    } catch {
      // A message that is too long is the end of its connection.
      return
    }
    framer.append([0])
    if let rest = try? framer.next() { take(rest) }
  }

  private static func take(_ message: [UInt8]) {
    guard let json = try? JSONParser.parse(message, maximumValues: maximumValues) else { return }
    require((try? JSONParser.parse(json.serialized)) == json, "a value isn't what it is written as")
    if let reply = try? VarlinkReply(json: json) {
      _ = ManagerError(reply: reply).map { "\($0)" }
      _ = try? reply.parameters.decoded(as: ApplicationEvent.self)
    }
    guard let call = try? VarlinkCall(json: json) else { return }
    _ = call.qualifiedName
    for method in methods { decode(method, call.parameters) }
  }

  private static func decode<Method: ManagerMethod>(_ type: Method.Type, _ parameters: JSONValue) {
    guard let method = try? parameters.decoded(as: type) else { return }
    let again = try? method.call().parameters.decoded(as: type)
    require(again != nil, "\(type) can't read what it writes")
  }

  /// Takes the bytes as what a driver reports of its attempts: packed, and as text.
  static func report(_ bytes: [UInt8]) {
    let text = Base64.encode(bytes)
    require(Base64.decode(text) == bytes, "base 64 doesn't give back what it was given")
    if let packed = Base64.decode(String(decoding: bytes, as: UTF8.self)) { unpack(packed) }
    unpack(bytes)
  }

  private static func unpack(_ bytes: [UInt8]) {
    guard let batch = try? AttemptBatch(decoding: bytes) else { return }
    for attempt in batch.attempts { _ = (attempt.endMilliseconds, AttemptSummary(attempt)) }
    require((try? AttemptBatch(decoding: batch.encoded())) == batch, "a batch isn't what it is packed as")
  }

  /// A crash is how libFuzzer hears of it.
  private static func require(_ condition: Bool, _ message: String) {
    if !condition { fatalError(message) }
  }
}
