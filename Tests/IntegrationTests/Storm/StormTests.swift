import CroftDriver
import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc
import Testing

extension FarmTests {
  /// Managers, drivers and executors are killed at random while applications run.
  ///
  /// `CROFT_STORM_SECONDS` says for how long, 60 at most; `CROFT_SEED` gives another sequence of strikes.
  @Suite struct StormTests {
    @Test func applicationsThatWereToSurviveAreRightAndNothingIsLeft() async throws {
      let seconds = min(Self.number("CROFT_STORM_SECONDS") ?? 12, 60)
      let seed = UInt64(Self.number("CROFT_SEED") ?? 1)
      // Executors are to die young all the time.
      let configuration = "[Backoff]\nFirstSec=1ms\nMaxSec=10ms\nFailures=1000\n"
      try await PrivateManager.with(cores: 6, configuration: configuration) { manager in
        try await TemporaryDirectory.with { directory in
          let pool = Cgroup.ownPath().map { "\($0)/croft-\(manager.process.processID)" }
          let storm = try Storm(manager, directory: directory, seconds: Double(seconds))
          let tally = try await storm.rage(seed: seed)
          print("The storm of seed \(seed): \(tally).")
          #expect(tally.wrongs == [])
          #expect(tally.rightAnswers > 0 && tally.managers > 0 && tally.executors > 0 && tally.drivers > 0)
          try await expectNothing(left: manager)
          let past = try manager.client().call(ListPastApplications(limit: 1000)).elements
          #expect(past.allSatisfy { $0.end != nil })
          let failed = past.filter { $0.name == Storm.detachedName && $0.exitStatus != 0 }
          #expect(failed == [])
          #expect(StormRemains.processes(of: manager) == [])
          let after = try StormRemains(of: manager, pool: pool)
          #expect(after.cgroups == [])
          #expect(after.scratch == [])
          // It has nothing that a manager lacks that served one application.
          try await manager.kill()
          try await manager.start()
          #expect(try await Trial.run(["sum"], on: manager.masterURL).standardOutput == expectedSums())
          try await expectNothing(left: manager)
          let fresh = try StormRemains(of: manager, pool: pool)
          #expect(after.descriptors.difference(from: fresh.descriptors).insertions.isEmpty)
        }
      }
    }

    private static func number(_ variable: String) -> Int? {
      getenv(variable).flatMap { Int(String(cString: $0)) }
    }
  }
}
