import CroftLinux
import CroftProtocol
import Glibc

@testable import CroftDriver

/// A session that is registered with a manager played by the test, and what it delivers.
final class FakeFarm {
  /// What was delivered, in words.
  final class Log {
    var entries: [String] = []
  }

  /// Where a manager that was started anew is found: connections for the next attempts, events first.
  final class Door {
    var waiting: [VarlinkConnection] = []
    private(set) var attempts = 0

    func connect() throws(ManagerClientError) -> VarlinkConnection {
      attempts += 1
      guard !waiting.isEmpty else {
        throw ManagerClientError(.unreachable(errno: ENOENT), socketPath: "/run/fake")
      }
      return waiting.removeFirst()
    }
  }

  static let registration = RegisterApplication(
    name: "test", image: -1, arguments: ["test"], environment: [], directory: "/")
  static let capacity = Resources(cores: 2, memoryBytes: 1 << 30)

  let session: ManagerSession
  let events: FakePeer
  let calls: FakePeer
  let loop: EventLoop
  let log = Log()
  let door: Door

  init(earlyEvents: [ApplicationEvent] = []) throws {
    let (eventsConnection, events) = try FakePeer.connected()
    let (callsConnection, calls) = try FakePeer.connected()
    for event in [.registered(Self.registered())] + earlyEvents { try events.send(event) }
    let door = Door()
    session = try ManagerSession.register(
      Self.registration, events: eventsConnection, calls: callsConnection, way: Self.way(through: door))
    self.events = events
    self.calls = calls
    self.door = door
    loop = try EventLoop()
  }

  /// The way back to the manager, with the shortest waits.
  static func way(through door: Door) throws -> WayToManager {
    WayToManager(
      image: try currentExecutable(), connect: { () throws(ManagerClientError) in try door.connect() },
      random: { 0 })
  }

  static func registered(
    waiting: [Registered.WaitingRequest]? = nil, lastRequest: Int? = nil
  ) -> Registered {
    Registered(
      application: 5, secret: "5e", scratch: "/scratch/app-5", capacity: capacity, waiting: waiting,
      lastRequest: lastRequest)
  }

  func attach(holding executors: [Int] = [], closingAfterFirstEvent: Bool = false) throws {
    try session.attach(to: loop, heldExecutors: { executors.map { ExecutorID($0) } }) { [log, session] event in
      log.entries.append(Self.words(for: event))
      if closingAfterFirstEvent { session.close() }
    }
  }

  /// Runs the loop until that many events have been delivered.
  func turn(until count: Int) {
    while log.entries.count < count { loop.runOnce(timeoutNanoseconds: nil) }
  }

  /// The manager ends, as far as its connections tell.
  func endManager() { shutdown(events.socket.rawValue, CInt(SHUT_RDWR)) }

  /// A manager that answers from now on.
  func startManager() throws -> (events: FakePeer, calls: FakePeer) {
    let (events, eventsPeer) = try FakePeer.connected()
    let (calls, callsPeer) = try FakePeer.connected()
    door.waiting = [events, calls]
    return (eventsPeer, callsPeer)
  }

  /// Turns the loop until a manager was asked to take the application up again, and gives the calls.
  func callsOfResumption(at peer: FakePeer) throws -> (calls: [VarlinkCall], descriptors: [FileDescriptor]) {
    while !door.waiting.isEmpty { loop.runOnce(timeoutNanoseconds: nil) }
    return try peer.receive()
  }

  static func grant(of executor: Int, _ resources: Resources = Resources(cores: 1, memoryBytes: 1)) -> ExecutorGrant {
    ExecutorGrant(executor: executor, processID: 1, resources: resources, channel: 0)
  }

  static func end(of executor: Int) -> ExecutorEnd {
    ExecutorEnd(executor: executor, reason: .released, code: nil, message: "")
  }

  private static func words(for event: ManagerEvent) -> String {
    switch event {
    case .granted(let grant, let channel): "granted \(grant.executor) reading \(firstByte(on: channel))"
    case .ended(let end): "ended \(end.executor)"
    case .reclaim(let notice): "reclaim \(notice.count): \(notice.reason)"
    case .terminated(let termination): "terminated: \(termination.reason)"
    case .stopping: "stopping"
    case .requestRefused(let error): "refused: \(error)"
    case .reported: "reported"
    case .disconnected(let error): "disconnected: \(error)"
    case .resumed(let registered): "resumed \(registered.application)"
    case .disowned(let error): "disowned: \(error)"
    }
  }

  private static func firstByte(on channel: FileDescriptor) -> Character {
    var byte: UInt8 = 0
    _ = try? withUnsafeMutableBytes(of: &byte) { try channel.read(into: $0) }
    return Character(Unicode.Scalar(byte))
  }
}
