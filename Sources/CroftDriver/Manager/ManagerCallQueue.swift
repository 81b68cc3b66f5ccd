import CroftLinux
import CroftProtocol

/// Sends calls without waiting for their replies, which come in the order of the calls.
final class ManagerCallQueue {
  enum Outcome {
    /// The request with this number was taken.
    case taken(Int)
    /// A request for executors got none.
    case refused(Int, ManagerError)
    /// A report was taken or refused.
    case reported
    /// The connection is of no more use.
    case lost(ManagerClientError)
  }

  /// What to do with the reply that is next.
  private enum Expectation {
    case request(Int)
    case report
    /// The executor to be released, or the request to be withdrawn, may have been gone: it is gone either way. The
    /// descriptor is closed then.
    case nothing(holding: FileDescriptor?)
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

  /// - Parameter request: with its number.
  func send(_ request: RequestExecutors) { enqueue(request, expecting: .request(request.request ?? 0)) }

  /// - Parameter channel: is held open until the reply has come.
  func send(_ release: ReleaseExecutor, keeping channel: FileDescriptor?) {
    enqueue(release, expecting: .nothing(holding: channel))
  }

  func send(_ withdrawal: WithdrawRequest) { enqueue(withdrawal, expecting: .nothing(holding: nil)) }

  func send(_ report: ReportHistory) { enqueue(report, expecting: .report) }

  func close() {
    isClosed = true
    report = nil
    expectations = []
    loop?.unwatch(connection.descriptor.rawValue)
    loop = nil
    connection.shutDown()
  }

  /// Sends what waits as far as that goes without waiting, for a driver that is about to leave.
  func flush() {
    // Whoever leaves does not need to hear that it failed.
    while !outgoing.isEmpty, let sent = try? connection.sendOnce(outgoing[...]), sent > 0 {
      outgoing.removeFirst(sent)
    }
  }

  /// The loop writes it, so that nobody's call comes back into them with an outcome.
  private func enqueue(_ method: some ManagerMethod, expecting expectation: Expectation) {
    // Values of integers and texts always have a JSON form.
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
      finish(expectations.removeFirst(), with: ManagerError(reply: reply))
    }
  }

  private func finish(_ expectation: Expectation, with error: ManagerError?) {
    switch (expectation, error) {
    case (.request(let number), nil): report?(.taken(number))
    case (.request(let number), let error?): report?(.refused(number, error))
    case (.report, _): report?(.reported)
    case (.nothing, _): break
    }
  }
}
