import CroftLinux
import CroftProtocol

/// Sends calls without waiting for their replies, which come in the order of the calls.
final class ManagerCallQueue {
  enum Outcome {
    /// A request for executors got none.
    case refused(ManagerError)
    /// The connection is of no more use.
    case lost(ManagerClientError)
  }

  /// What to do with the reply that is next.
  private enum Expectation {
    case request
    /// Whether the executor was still there to be released or not: it is gone either way.
    case release
  }

  private let connection: VarlinkConnection
  private var outgoing: [UInt8] = []
  private var expectations: [Expectation] = []
  private var loop: EventLoop?
  private var report: ((Outcome) -> Void)?
  private var isClosed = false

  init(_ connection: VarlinkConnection) {
    self.connection = connection
  }

  func attach(to loop: EventLoop, report: @escaping (Outcome) -> Void) throws(SystemError) {
    self.loop = loop
    self.report = report
    try connection.descriptor.setNonBlocking()
    try loop.watch(connection.descriptor.rawValue, for: interest) { [weak self] readiness in
      self?.progress(readiness)
    }
  }

  func send(_ request: RequestExecutors) { enqueue(request, expecting: .request) }

  func send(_ release: ReleaseExecutor) { enqueue(release, expecting: .release) }

  func close() {
    isClosed = true
    report = nil
    loop?.unwatch(connection.descriptor.rawValue)
    loop = nil
    connection.shutDown()
  }

  /// The loop writes it, so that nobody's call comes back into them with an outcome.
  private func enqueue(_ method: some ManagerMethod, expecting expectation: Expectation) {
    // A value of integers always has a JSON form.
    guard !isClosed, let call = try? method.call() else { return }
    outgoing += VarlinkFramer.frame(call.json)
    expectations.append(expectation)
    updateInterest()
  }

  private var interest: EventLoop.Interest { outgoing.isEmpty ? .readable : [.readable, .writable] }

  private func updateInterest() {
    do {
      try loop?.setInterest(connection.descriptor.rawValue, interest)
    } catch {
      report?(.lost(connection.failure(.broken(errno: error.errno))))
    }
  }

  private func progress(_ readiness: EventLoop.Readiness) {
    do {
      if readiness.contains(.writable), !outgoing.isEmpty { try write() }
      if !readiness.isDisjoint(with: [.readable, .hangUp, .error]) { try read() }
    } catch {
      report?(.lost(error))
    }
  }

  private func write() throws(ManagerClientError) {
    let sent = try connection.sendOnce(outgoing[...]) ?? 0
    outgoing.removeFirst(sent)
    if outgoing.isEmpty { updateInterest() }
  }

  private func read() throws(ManagerClientError) {
    switch try connection.readOnce() {
    case .nothingYet: return
    case .endOfFile: throw connection.failure(.closed)
    case .bytes: break
    }
    while report != nil, let reply = try connection.nextReply() {
      guard !expectations.isEmpty else { throw connection.failure(.malformed("it answers what nobody asked")) }
      let expectation = expectations.removeFirst()
      guard let error = ManagerError(reply: reply) else { continue }
      switch expectation {
      case .request: report?(.refused(error))
      case .release: break
      }
    }
  }
}
