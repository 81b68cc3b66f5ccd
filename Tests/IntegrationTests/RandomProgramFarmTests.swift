import CroftTesting
import Glibc
import Testing

extension FarmTests {
  /// Random programs give what a naive interpreter gives, on threads and on executors that share little memory and now
  /// and then are killed.
  ///
  /// `CROFT_PROGRAMS` says how many to run in each place; `CROFT_SEED` runs one alone.
  @Suite struct RandomProgramFarmTests {
    /// Seeds of their own, so that every place runs other programs.
    @Test(arguments: [1, 3])
    func programsOnThreadsGiveWhatTheInterpreterGives(slots: Int) async throws {
      try await run(usually: 500, from: slots * 100_000, slots, on: "local[\(slots)]")
    }

    @Test func programsOnExecutorsThatAreKilledGiveWhatTheInterpreterGives() async throws {
      // Hundreds of executors are to die young.
      let configuration = "[Backoff]\nFirstSec=1ms\nMaxSec=1ms\nFailures=1000\n"
      try await PrivateManager.with(cores: 2, configuration: configuration) { manager in
        try await run(usually: 600, from: 200_000, 2, on: manager.masterURL, ["--crashes"])
      }
    }

    private func run(
      usually count: Int, from seed: Int, _ slots: Int, on master: String, _ arguments: [String] = []
    ) async throws {
      try await TemporaryDirectory.with { directory in
        let own = Self.number("CROFT_SEED")
        let (first, count) = (own ?? seed, own == nil ? Self.number("CROFT_PROGRAMS") ?? count : 1)
        let choice = ["--seed", "\(first)", "--count", "\(count)"]
        let result = try await Trial.run(
          arguments + choice + ["--directory", directory, "--parallelism", "\(slots)"], on: master,
          program: ProgramFinder.path(of: "randomjobs"))
        #expect(result.succeeded, "\(result.standardOutput)\n\(result.standardError)")
        #expect(result.standardOutput.hasPrefix("\(count) programs from seed \(first) on gave"))
      }
    }

    private static func number(_ variable: String) -> Int? {
      getenv(variable).flatMap { Int(String(cString: $0)) }
    }
  }
}
