import CroftDriver
import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc
import Testing

/// A real manager, and clients that send it whatever comes to their minds.
@Suite struct LiveSocketFuzzTests {
  /// `CROFT_SEED` gives another sequence, `CROFT_FUZZ_CALLS` its length.
  @Test func randomCallsLeaveNothingBehind() async throws {
    let seed = UInt64(Environment.value("CROFT_SEED") ?? "") ?? 1
    let calls = Int(Environment.value("CROFT_FUZZ_CALLS") ?? "") ?? 5000
    let configuration = "[Manager]\nAllowRoot=yes\n"
    try await PrivateManager.with(cores: 8, memoryBytes: 1 << 30, configuration: configuration) { manager in
      let client = try manager.client()
      // What is made when it is first needed is there afterwards.
      try Self.send(Self.warmUpCalls, seed: seed, to: manager)
      try Self.endEverything(manager, client)
      let before = Self.openFiles(manager)
      let memory = try Self.residentBytes(manager)
      try Self.send(calls, seed: seed, to: manager)
      try Self.endEverything(manager, client)
      let left = try Self.filesLeftOpen(manager, client, besides: before)
      #expect(left == [], "seed \(seed)")
      // Caches fill, and the allocator keeps some; what leaks with each call would be more in thousands of them.
      let growth = try Self.residentBytes(manager) - memory
      #expect(growth < 24 << 20, "seed \(seed): the manager grew by \(growth >> 10) KiB in \(calls) calls")
      #expect(ProcessView(Int(manager.process.processID)).isRunning)
    }
  }

  // MARK: - Sending

  private static let warmUpCalls = 2000
  /// Clients that are there at a time.
  private static let clients = 32
  private static let longestWaitMilliseconds: CInt = 5

  private static func send(_ count: Int, seed: UInt64, to manager: PrivateManager) throws {
    var calls = RandomCalls(seed: seed)
    let image = try FileDescriptor.open("/bin/true", flags: O_RDONLY)
    let other = try FileDescriptor.open("/dev/null", flags: O_RDWR)
    var sockets = try (0..<clients).map { _ in try UnixSocket.connect(to: manager.socketPath) }
    for socket in sockets { try socket.setNonBlocking() }
    for number in 0..<count {
      // One in eight never reads.
      let client = calls.below(clients)
      var descriptors = calls.isOne(in: 4) ? [] : [image]
      if calls.isOne(in: 20) { descriptors = [FileDescriptor](repeating: other, count: 1 + calls.below(12)) }
      let isAlive = trySend(calls.next(), descriptors, to: sockets[client])
      if client % 8 != 0 { drainWhatComes(to: sockets[client]) }
      if !isAlive || calls.isOne(in: 30) {
        sockets[client] = try UnixSocket.connect(to: manager.socketPath)
        try sockets[client].setNonBlocking()
      }
      // So many registrations succeed, more or less.
      calls.applications = 1 + number / 100
    }
  }

  /// - Returns: Whether the manager still takes something from this connection.
  private static func trySend(_ message: [UInt8], _ descriptors: [FileDescriptor], to socket: FileDescriptor) -> Bool {
    guard !message.isEmpty else { return true }
    do throws(SystemError) {
      _ = try message.span.bytes.withUnsafeBytes { bytes throws(SystemError) in
        try UnixSocket.send(bytes, descriptors: descriptors, to: socket)
      }
      return true
    } catch {
      return error.wouldBlock
    }
  }

  /// Takes what comes, and closes the channels among it. A call deserves its answer's time: a manager that sees a
  /// client gone needn't do what it still asked. What was damaged gets no answer, so that isn't waited for long.
  private static func drainWhatComes(to socket: FileDescriptor) {
    var entry = pollfd(fd: socket.rawValue, events: Int16(POLLIN), revents: 0)
    guard poll(&entry, 1, longestWaitMilliseconds) == 1 else { return }
    withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 1) { buffer in
      while let received = try? UnixSocket.receive(into: buffer, from: socket, maximumDescriptors: 64),
        received.count > 0
      {}
    }
  }

  // MARK: - Looking

  /// Waits until the manager has nothing and nobody left. It still answers, then.
  private static func endEverything(_ manager: PrivateManager, _ client: ManagerClient) throws {
    try watchTheEnd(manager, client)
    // The turn that took the last connection's end is over when the second of these is answered.
    for _ in 0..<2 { _ = try client.call(GetStatus()) }
  }

  private static func watchTheEnd(_ manager: PrivateManager, _ client: ManagerClient) throws {
    let events = try VarlinkConnection(connectingTo: manager.socketPath)
    try events.send(Monitor().call(more: true))
    _ = try events.receiveReply()
    _ = try client.call(Drain(enabled: false))
    for application in try client.call(ListApplications()).applications {
      // It may have ended by itself.
      _ = try? client.call(EndApplication(application: application.id))
    }
    while true {
      let status = try client.call(GetStatus())
      if status.applications == 0, status.executors == 0 { break }
      _ = try events.receiveReply()
    }
  }

  /// Drivers that the manager ran itself are gone a little later than their applications, and nobody is told. Each
  /// answer is a turn of the manager's, so that this takes as long as so many of them.
  /// That goes for those from before, too: some of them may be closed by now.
  private static func filesLeftOpen(
    _ manager: PrivateManager, _ client: ManagerClient, besides before: [String]
  ) throws -> [String] {
    func left() -> [String] {
      openFiles(manager).difference(from: before).insertions.map { change in
        if case .insert(_, let file, _) = change { file } else { "" }
      }
    }
    for _ in 0..<100_000 where !left().isEmpty { _ = try client.call(GetStatus()) }
    return left()
  }

  /// What it has open, without the numbers, and without its own files, which come and go.
  private static func openFiles(_ manager: PrivateManager) -> [String] {
    let targets = ProcessView(Int(manager.process.processID)).descriptors.values
    return targets.filter { !$0.hasPrefix(manager.directory) }.map { $0.filter { !$0.isNumber } }.sorted()
  }

  private static func residentBytes(_ manager: PrivateManager) throws -> Int {
    let status = try FileSystem.readText("/proc/\(manager.process.processID)/statm", maximumBytes: 256)
    return (Int(status.split(separator: " ").dropFirst().first ?? "") ?? 0) * Int(getpagesize())
  }
}
