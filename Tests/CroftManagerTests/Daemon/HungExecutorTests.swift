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
        let bare = try BareManager(in: directory, Store.quiet(in: directory), stopLimitNanoseconds: 200_000_000)
        let id = try bare.register(directory: hung.path)
        try bare.request(1, for: id)
        bare.run { !bare.manager.supervisor.processes.isEmpty }
        try hung.takeVisitor()
        bare.stop()
        #expect(bare.manager.supervisor.processes.count == 1)
        #expect(bare.log.lines.last?.contains("doesn't end, and is left behind") == true)
      }
    }
  }
}
