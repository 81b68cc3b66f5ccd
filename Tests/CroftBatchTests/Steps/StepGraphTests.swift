import CroftProtocol
import CroftTesting
import Testing

@testable import CroftBatch

@Suite struct StepGraphTests {
  private func graph(_ steps: (String, [Int], StepGraph.FailureRule)...) throws -> StepGraph {
    try StepGraph(steps.map { StepGraph.Step(name: $0.0, after: $0.1, onFailure: $0.2) })
  }

  @Test func stepsAreOrderedBehindThoseTheyWaitFor() throws {
    let graph = try graph(("report", [2, 1], .stop), ("check", [3], .stop), ("load", [3], .stop), ("fetch", [], .stop))
    #expect(graph.order == [3, 1, 2, 0])
    #expect(graph.dependents(of: 3) == [1, 2])
    #expect(try BinaryDecoder.decode(StepGraph.self, from: BinaryEncoder.encode(graph)) == graph)
  }

  @Test func aCycleIsNamedInItsOrder() {
    let error = #expect(throws: BatchError.self) {
      try graph(("z", [], .stop), ("c", [3, 0], .stop), ("a", [1], .stop), ("b", [2], .stop), ("d", [3], .stop))
    }
    #expect(error?.description == "the steps c → a → b → c wait for one another")
    let own = #expect(throws: BatchError.self) { try graph(("a", [0], .stop)) }
    #expect(own?.description == "the step a waits for itself")
  }

  @Test func cyclesWithNoStepInCommonAreAllFound() {
    #expect(StepCycles.all(in: [[1], [0], [], [4, 2], [3], [5]]) == [[0, 1], [3, 4], [5]])
    #expect(StepCycles.all(in: [[], [0], [0, 1]]) == [])
  }

  @Test func aStepThatIsNotThereOrACleanUpAmongOthersIsRefused() {
    #expect(throws: BatchError.self) { try graph(("a", [7], .stop)) }
    #expect(throws: BatchError.self) { try graph(("a", [], .run(-1))) }
    #expect(throws: BatchError.self) { try graph(("a", [], .run(1)), ("b", [0], .stop)) }
    #expect(throws: BatchError.self) { try graph(("a", [1], .run(1)), ("b", [], .stop)) }
  }

  @Test func aGraphIsListedAsATree() throws {
    let graph = try graph(
      ("fetch", [], .run(5)), ("load", [0], .stop), ("check", [0], .goOn), ("report", [1, 2], .skip),
      ("other", [], .stop),
      ("tidy", [], .stop))
    let listing = graph.listing { $0 == 1 ? "20 tasks" : "" }
    #expect(
      listing == """
        fetch
        ├─ load: 20 tasks
        └─ check (may fail)
           └─ report (after load, check) (a failure skips what comes after it)
        other
        tidy (only if fetch fails)

        """)
  }

  @Test func aGraphIsDrawnWithItsNamesEscaped() throws {
    let graph = try graph(("a \"b\"\\", [], .run(2)), ("c\nd", [0], .stop), ("e", [], .stop))
    #expect(
      graph.graphviz(title: "x") == #"""
        digraph "x" {
          rankdir=LR;
          node [shape=box];
          "a \"b\"\\";
          "c\nd";
          "e" [style=dashed];
          "a \"b\"\\" -> "e" [style=dashed, label="on failure"];
          "a \"b\"\\" -> "c\nd";
        }

        """#)
  }

  @Test func aLongChainIsOrderedAndListed() throws {
    let count = 3000
    let graph = try StepGraph((0..<count).map { StepGraph.Step(name: "s\($0)", after: $0 + 1 < count ? [$0 + 1] : []) })
    #expect(graph.order == Array((0..<count).reversed()))
    #expect(graph.listing().split(separator: "\n").count == count)
  }
}
