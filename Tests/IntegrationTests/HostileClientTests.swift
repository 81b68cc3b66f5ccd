import CroftDriver
import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc
import Testing

extension FarmTests {
  /// Whatever one client does, everyone else's job goes on.
  @Suite struct HostileClientTests {
    /// What a broken or malicious client could send; the second kind never ends a message, so that has to be bounded.
    enum Garbage: CaseIterable {
      case randomBytes, endlessMessage, emptyMessages

      var bytes: [UInt8] {
        var random = SystemRandomNumberGenerator()
        return switch self {
        case .randomBytes: (0..<1 << 20).map { _ in random.next() }
        case .endlessMessage: [UInt8](repeating: UInt8(ascii: "{"), count: 64 << 20)
        case .emptyMessages: [UInt8](repeating: 0, count: 1 << 20)
        }
      }
    }

    @Test(arguments: Garbage.allCases)
    func garbageOnTheControlSocketClosesOnlyThatConnection(garbage: Garbage) async throws {
      try await PrivateManager.with(cores: 2) { manager in
        try await GatedJob.with(on: manager) { job in
          try sendUntilClosed(garbage.bytes, to: manager)
          try await manager.process.waitForOutput(containing: "connection closed: ", timeoutSeconds: 5)
          let result = try await job.finish()
          #expect(result.standardOutput == expectedSums())
          #expect(result.standardError == "")
        }
      }
    }

    @Test func hundredIdleConnectionsHoldNobodyUp() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        let idle = try (0..<100).map { _ in try UnixSocket.connect(to: manager.socketPath) }
        let result = try await Trial.run(["sum"], on: manager.masterURL)
        #expect(result.standardOutput == expectedSums())
        withExtendedLifetime(idle) {}
      }
    }

    @Test func aManagerWithoutDescriptorsServesAgainWhenItHasSome() async throws {
      try await PrivateManager.with(cores: 1) { manager in
        // Fewer than are open already, so that no other connection's end can make room.
        try await limitDescriptors(of: manager, to: 3)
        let waiting = try UnixSocket.connect(to: manager.socketPath)
        try await manager.process.waitForOutput(containing: "a connection can't be accepted", timeoutSeconds: 5)
        try await limitDescriptors(of: manager, to: 256)
        #expect(try manager.client().call(GetStatus()).applications == 0)
        withExtendedLifetime(waiting) {}
      }
    }

    @Test(arguments: [[9, 0, 0, 0, 1], [0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 0], [2, 0, 0, 0, 99, 0]] as [[UInt8]])
    func damagedFrameOnTheTaskChannelEndsOnlyThatExecutor(bytes: [UInt8]) async throws {
      try await PrivateManager.with(cores: 3) { manager in
        try await GatedJob.with(on: manager) { job in
          let end = try FakeDriver.endOfExecutor(after: bytes, on: manager)
          #expect(end?.reason == .exited)
          #expect(end?.code == 1)
          try await manager.process.waitForOutput(containing: "croft: executor ends: ", timeoutSeconds: 5)
          let result = try await job.finish()
          #expect(result.standardOutput == expectedSums())
        }
      }
    }

    /// Sets the soft limit, with util-linux's command: Glibc's module lacks the call.
    private func limitDescriptors(of manager: PrivateManager, to count: Int) async throws {
      let arguments = ["--pid", "\(manager.process.processID)", "--nofile=\(count):"]
      #expect(try await ChildProcess.run("/usr/bin/prlimit", arguments).exit == .exited(code: 0))
    }

    /// Sends until the manager has had enough; it may take everything only if it has closed the connection then.
    private func sendUntilClosed(_ bytes: [UInt8], to manager: PrivateManager) throws {
      let connection = try UnixSocket.connect(to: manager.socketPath)
      do {
        try bytes.withUnsafeBytes { bytes in
          var rest = bytes[...]
          while !rest.isEmpty {
            let sent = try UnixSocket.send(UnsafeRawBufferPointer(rebasing: rest), to: connection)
            rest = rest.dropFirst(sent)
          }
        }
        _ = try connection.readAll(maximumBytes: 1 << 20)
      } catch let error as SystemError where error.errno == EPIPE || error.errno == ECONNRESET {
        return
      }
    }
  }
}
