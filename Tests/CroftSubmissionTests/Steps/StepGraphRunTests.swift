import CroftBatch
import CroftLinux
import CroftProtocol
import CroftTesting
import Synchronization
import Testing

@testable import CroftSubmission

@Suite struct StepGraphRunTests {
  /// What happened, in order.
  private final class Log: Sendable {
    private let entries = Mutex<[String]>([])
    func add(_ entry: String) { entries.withLock { $0.append(entry) } }
    var all: [String] { entries.withLock { $0 } }
  }

  private static func graph(_ rule: StepGraph.FailureRule) throws -> StepGraph {
    try StepGraph([
      StepGraph.Step(name: "a", after: []), StepGraph.Step(name: "b", after: [0], onFailure: rule),
      StepGraph.Step(name: "c", after: [1]), StepGraph.Step(name: "d", after: [0]),
      StepGraph.Step(name: "e", after: [2, 3]), StepGraph.Step(name: "tidy", after: []),
    ])
  }

  /// Runs the graph; step b ends last of those that run at once with it.
  private func run(
    _ graph: StepGraph, failing: Set<Int>, in path: String, retryNumber: Int = 0
  ) async throws -> (outcome: StepProgress.Outcome, log: [String]) {
    let log = Log()
    var run = StepGraphRun(
      graph, ledger: try StepLedger(path, cleanUps: graph.cleanUps, retryNumber: retryNumber),
      skipped: { step, cause in log.add("skip \(step) because of \(cause.map(String.init) ?? "-")") },
      runStep: { step in
        log.add("run \(step)")
        return failing.contains(step) ? .failed : .succeeded
      })
    return (try await run.run(), log.all)
  }

  @Test(arguments: [
    (StepGraph.FailureRule.run(5), StepProgress.Outcome.failed, ["run 0", "run 1", "run 3", "run 5"]),
    (.skip, .failed, ["run 0", "run 1", "run 3", "run 5"]), (.goOn, .succeeded, (0...5).map { "run \($0)" }),
  ])
  func eachRuleHasItsWay(rule: StepGraph.FailureRule, outcome: StepProgress.Outcome, runs: [String]) async throws {
    try await TemporaryDirectory.with { directory in
      let end = try await run(try Self.graph(rule), failing: [1], in: "\(directory)/steps")
      #expect(end.outcome == outcome)
      #expect(end.log.filter { $0.hasPrefix("run") }.sorted() == runs)
    }
  }

  @Test func aRetryRunsOnlyWhatDidNotSucceed() async throws {
    try await TemporaryDirectory.with { directory in
      let graph = try Self.graph(.run(5))
      _ = try await run(graph, failing: [1], in: "\(directory)/steps")
      let end = try await run(graph, failing: [], in: "\(directory)/steps", retryNumber: 1)
      #expect(end.outcome == .succeeded)
      #expect(end.log == ["run 1", "run 2", "run 4"])
    }
  }

  @Test func aDriverThatGoesOnLetsFailuresStand() async throws {
    try await TemporaryDirectory.with { directory in
      let graph = try Self.graph(.skip)
      _ = try await run(graph, failing: [1], in: "\(directory)/steps")
      let end = try await run(graph, failing: [], in: "\(directory)/steps")
      #expect(end.outcome == .failed)
      #expect(end.log == ["skip 2 because of 1", "skip 4 because of 1"])
    }
  }

  @Test func whatBecameOfTheTasksIsNotedWithTheirStep() async throws {
    try await TemporaryDirectory.with { directory in
      let path = "\(directory)/steps"
      var run = StepGraphRun(
        try StepGraph([.init(name: "a", after: [], onFailure: .goOn), .init(name: "b", after: [0])]),
        ledger: try StepLedger(path), counts: { TaskCounts(total: 3, succeeded: 2 + $0, failed: 1 - $0) },
        runStep: { $0 == 0 ? .failed : .succeeded })
      #expect(try await run.run() == .succeeded)
      #expect(run.hasFailures)
      let noted = try StepLedger(path).counts
      #expect(noted == [0: TaskCounts(total: 3, succeeded: 2, failed: 1), 1: TaskCounts(total: 3, succeeded: 3)])
    }
  }

  @Test func aCleanUpRunsForEachRetrysFailure() async throws {
    try await TemporaryDirectory.with { directory in
      let graph = try Self.graph(.run(5))
      for retryNumber in 0...1 {
        let end = try await run(graph, failing: [1], in: "\(directory)/steps", retryNumber: retryNumber)
        #expect(end.log.last == "run 5")
      }
      // The driver was killed behind it.
      #expect(
        try await run(graph, failing: [1], in: "\(directory)/steps", retryNumber: 1).log.contains("run 5") == false)
    }
  }

  @Test func nothingStartsOnceTheJobIsCancelled() async throws {
    try await TemporaryDirectory.with { directory in
      let log = Log()
      var run = StepGraphRun(
        try Self.graph(.run(5)), ledger: try StepLedger("\(directory)/steps"),
        runStep: { step in
          log.add("run \(step)")
          return step == 0 ? .cancelled : .succeeded
        })
      #expect(try await run.run() == .cancelled)
      #expect(log.all == ["run 0"])
      #expect(try StepLedger("\(directory)/steps").end(of: 0) == nil)
    }
  }
}
