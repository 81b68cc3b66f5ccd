import CroftLinux
import CroftProtocol
import Glibc

extension ManagerSession {
  /// A manager that has accepted connections answers within milliseconds, or after it has taken over a thousand
  /// executors. One that takes this long is tried anew.
  private static let answerWaitNanoseconds: UInt64 = 10_000_000_000

  func waitToReconnect() {
    guard let loop else { return }
    let wait = delay.nextNanoseconds(random: way.random())
    let timer = loop.addTimer(at: MonotonicTime.nowNanoseconds + wait) { [weak self] in self?.reconnect() }
    standing = .waiting(timer)
  }

  private func reconnect() {
    guard let loop, handler != nil else { return }
    do {
      let (events, calls) = (try way.connect(), try way.connect())
      try sendResumption(to: events)
      let timer = loop.addTimer(at: MonotonicTime.nowNanoseconds + Self.answerWaitNanoseconds) { [weak self] in
        self?.lose(events.failure(.timedOut(milliseconds: Int(Self.answerWaitNanoseconds / 1_000_000))))
      }
      standing = .resuming(events: events, calls: calls, timer)
      try watch(events)
    } catch {
      // Whatever it is, it may be over the next time.
      lose((error as? ManagerClientError) ?? ManagerClientError(.closed, socketPath: ""))
    }
  }

  private func sendResumption(to events: VarlinkConnection) throws {
    try events.descriptor.setNonBlocking()
    let resumption = ResumeApplication(
      application: application.rawValue, secret: secret, image: 0, executors: heldExecutors().map(\.rawValue))
    let message = VarlinkFramer.frame(try resumption.call(more: true).json)
    // A fresh socket holds more than the longest message (socket(7): 208 KiB).
    guard try events.sendOnce(message[...], descriptors: [way.image]) == message.count else {
      throw events.failure(.broken(errno: EAGAIN))
    }
  }

  /// The manager's answer to the wish to go on.
  func takeResumption(
    _ reply: VarlinkReply, _ events: VarlinkConnection, _ calls: VarlinkConnection, _ timer: TimerToken
  ) throws(ManagerClientError) {
    let event: ApplicationEvent
    do {
      event = try events.parameters(of: reply, as: ApplicationEvent.self)
    } catch {
      guard error.isFinal else { throw error }
      return giveUp(error)
    }
    guard case .registered(let registered) = event else {
      throw events.failure(.malformed("its first event is no registration"))
    }
    loop?.cancelTimer(timer)
    let queue = ManagerCallQueue(calls)
    standing = .connected(events: events, calls: queue)
    try goOn(registered, queue, over: calls)
  }

  private func goOn(
    _ registered: Registered, _ queue: ManagerCallQueue, over calls: VarlinkConnection
  ) throws(ManagerClientError) {
    guard let loop else { return }
    do throws(SystemError) {
      try queue.attach(to: loop) { [weak self] in self?.finish($0) }
    } catch {
      throw calls.failure(.broken(errno: error.errno))
    }
    delay.reset()
    capacity = registered.capacity
    for entry in ledger.resume(waiting: registered.waiting ?? [], lastTaken: registered.lastRequest) {
      queue.send(request(entry))
    }
    handler?(.resumed(registered))
  }
}

extension ManagerClientError {
  /// Whether to ask again is of no use: the manager doesn't know the application, or not under this secret.
  fileprivate var isFinal: Bool {
    guard case .refused(let error) = reason else { return false }
    switch error {
    case .noSuchApplication, .refused, .service, .unknown, .noSuchExecutor, .noSuchRequest, .noSuchQueue, .neverFits,
      .badConfiguration:
      return true
    // It is about to end, or full, or its disk is, or it is not yet what it was.
    case .stopping, .tooMany, .failed, .draining: return false
    }
  }
}
