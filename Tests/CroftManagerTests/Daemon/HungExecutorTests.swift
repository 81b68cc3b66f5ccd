import CroftLinux
import CroftTesting
import CroftProtocol
import CroftSystemd
import Glibc
import Logging
import Testing

@testable import CroftManager

/// Executors on file systems that don't answer: they hold nobody up but themselves.
@Suite(.enabled(if: HungDirectory.canBeMade, "needs root and /dev/fuse"))
struct HungExecutorTests {
  @Test func aFileSystemThatHangsHoldsOnlyItsOwnExecutorUp() throws {
    try HungDirectory.with { directory in
      let supervised = try SupervisedExecutor(directory: directory.path, startLimitNanoseconds: 100_000_000)
      guard case .failedToStart(let reason) = try supervised.nextEvent() else {
        return #expect(Bool(false), "it has started")
      }
      #expect(reason.contains("did not run within 0.1 s"))
      #expect(reason.contains(directory.path))
      #expect(supervised.supervisor.processes.isEmpty)
    }
  }

  @Test func oneThatHasNotStartedYetCanBeEnded() throws {
    try HungDirectory.with { directory in
      try RunningManager.with(cores: 1) { manager in
        let stuck = try TestApplication(manager, directory: directory.path)
        _ = try stuck.request(1)
        // The manager serves everybody meanwhile.
        #expect(try stuck.calls.call(GetStatus()).free.cores == 0)
        let next = try TestApplication(manager)
        _ = try next.request(1)
        _ = try stuck.calls.call(ReleaseExecutor(application: stuck.id, executor: 1))
        var end = try stuck.nextEvent()
        if case .granted = end { end = try stuck.nextEvent() }
        guard case .ended(let told) = end else { return #expect(Bool(false), "\(end)") }
        #expect(told.reason == .released)
        #expect(try next.nextGrant().ask("s").hasPrefix("trial"))
      }
    }
  }

  @Test func whatNotEvenForceEndsDoesNotKeepTheManager() throws {
    try HungDirectory.with { hung in
      try withTemporaryDirectory { directory in
        let loop = try EventLoop()
        let log = RecordedLog()
        let manager = try makeManager(in: directory, loop: loop, log: log)
        let (ours, theirs) = try UnixSocket.pair(bufferBytes: nil)
        let id = try manager.register(
          RegisterApplication(name: "trial", image: 0, arguments: ["trial"], environment: [], directory: hung.path),
          image: TrialExecutor.image, peer: try UnixSocket.peerCredentials(of: ours)
        ) { _, _ in }
        let rights = CallerRights(userID: geteuid(), managerUserID: geteuid())
        _ = try manager.requestExecutors(
          RequestExecutors(application: id.rawValue, count: 1, resources: manager.settings.capacity), for: rights)
        while manager.supervisor.processes.isEmpty { loop.runOnce(timeoutNanoseconds: nil) }
        try hung.takeVisitor()
        var hasFinished = false
        manager.onFinished = { hasFinished = true }
        manager.stop()
        while !hasFinished { loop.runOnce(timeoutNanoseconds: nil) }
        #expect(manager.supervisor.processes.count == 1)
        #expect(log.lines.last?.contains("doesn't end, and is left behind") == true)
        withExtendedLifetime(theirs) {}
      }
    }
  }

  private func makeManager(in directory: String, loop: EventLoop, log: RecordedLog) throws -> Manager {
    let settings = ManagerSettings(
      socket: directory + "/socket", state: directory + "/state", scratch: directory + "/scratch", pool: nil,
      capacity: Resources(cores: 1, memoryBytes: 1 << 30), logDestination: .standardError,
      isSystem: geteuid() == 0, nowMilliseconds: { 1 })
    let logger = Logger(label: "test") { _ in log.handler }
    return Manager(
      loop: loop, settings: settings, state: try StateDirectory(settings.state, mode: 0o700),
      scratch: try Scratch(root: settings.scratch, mode: 0o700, log: logger),
      cgroups: try CgroupTree.prepare(pool: nil, own: nil), log: logger, stopLimitNanoseconds: 200_000_000)
  }
}
