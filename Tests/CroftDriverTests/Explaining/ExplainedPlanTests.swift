import Testing

@testable import CroftDataset
@testable import CroftDriver

@Suite struct ExplainedPlanTests {
  private let file: StaticString = "words/Job.swift"

  @Test func aJobOfTwoStagesReadsFromItsResultDown() throws {
    let counts = Dataset.lines(in: "/in", file: file, line: 1)
      .map(file: file, line: 2) { ($0, 1) }
      .reduceByKey(+, partitions: 3, file: file, line: 3)
    let plan = try explain(counts.collect(file: file, line: 4).lineage, sizes: ["/in": 100 << 20])
    #expect(
      plan.text == """
        Job: 2 stages, 5 tasks
        stage 1: 3 tasks
          collect [3 partitions] at words/Job.swift:4
          reduceByKey(partitions: 3), reading, from stage 0 [3 partitions] at words/Job.swift:3
        stage 0: 2 tasks
          reduceByKey(partitions: 3), writing [3 partitions] at words/Job.swift:3
          map [2 partitions] at words/Job.swift:2
          lines(in: ["/in"], partitions: default) [2 partitions] at words/Job.swift:1
        """)
    #expect(plan.description == plan.text)
  }

  @Test func whereOperatorsComeTogetherTheTreeBranches() throws {
    let left = Dataset.range(0..<9, partitions: 2, file: file, line: 1).map(file: file, line: 2) { $0 }
    let right = Dataset.range(0..<9, partitions: 1, file: file, line: 3)
    let union = left.union(right, file: file, line: 4).union(left, file: file, line: 5)
    #expect(
      try explain(union.count(file: file, line: 6).lineage).text == """
        Job: 1 stage, 5 tasks
        stage 0: 5 tasks
          count [5 partitions] at words/Job.swift:6
          union [5 partitions] at words/Job.swift:5
            union [3 partitions] at words/Job.swift:4
              map [2 partitions] at words/Job.swift:2
              range(0..<9, partitions: 2) [2 partitions] at words/Job.swift:1
              range(0..<9, partitions: 1) [1 partition] at words/Job.swift:3
            map [2 partitions] at words/Job.swift:2, as above
        """)
  }

  @Test func aJoinNamesBothStagesThatItReads() throws {
    let sides = [1, 2].map { Dataset.range(0..<9, partitions: 2, file: file, line: $0).lineage }
    let shuffles = sides.map { LineageNode("byKey", .shuffle(Self.shuffle(4)), from: [$0]) }
    let join = LineageNode("join", .narrow(.oneToOne), from: shuffles, name: "who\nwith whom")
    #expect(
      try explain(LineageNode("count", .action, from: [join])).text == """
        Job: 3 stages, 8 tasks
        stage 2: 4 tasks
          count [4 partitions] at test/Job.swift:1
          join "who?with whom" [4 partitions] at test/Job.swift:1
            byKey, reading, from stage 0 [4 partitions] at test/Job.swift:1
            byKey, reading, from stage 1 [4 partitions] at test/Job.swift:1
        stage 1: 2 tasks
          byKey, writing [4 partitions] at test/Job.swift:1
          range(0..<9, partitions: 2) [2 partitions] at words/Job.swift:2
        stage 0: 2 tasks
          byKey, writing [4 partitions] at test/Job.swift:1
          range(0..<9, partitions: 2) [2 partitions] at words/Job.swift:1
        """)
  }

  @Test func ofAChoiceOnlyTheChosenWayIsShown() throws {
    let ways = [1, 2].map { Dataset.range(0..<9, partitions: Int($0), file: file, line: $0).lineage }
    let choice = LineageNode("join", .choice(LineageChoice { _, _ in 1 }), from: ways)
    #expect(
      try explain(LineageNode("count", .action, from: [choice])).text == """
        Job: 1 stage, 2 tasks
        stage 0: 2 tasks
          count [2 partitions] at test/Job.swift:1
          join [2 partitions] at test/Job.swift:1
          range(0..<9, partitions: 2) [2 partitions] at words/Job.swift:2
        """)
  }

  @Test func aSideInputIsNamedBesideTheInputInTheSameStage() throws {
    let side = LineageNode(
      "small", .shuffle(Self.shuffle(1)), from: [Dataset.range(0..<3, partitions: 1, file: file, line: 2).lineage])
    let join = LineageNode(
      "broadcastJoin", .narrow(.oneToOne), from: [Dataset.range(0..<9, partitions: 2, file: file, line: 1).lineage],
      sideInputs: [side])
    #expect(
      try explain(LineageNode("count", .action, from: [join])).text == """
        Job: 2 stages, 3 tasks
        stage 1: 2 tasks
          count [2 partitions] at test/Job.swift:1
          broadcastJoin, from stage 0 [2 partitions] at test/Job.swift:1
          range(0..<9, partitions: 2) [2 partitions] at words/Job.swift:1
        stage 0: 1 task
          small, writing [1 partition] at test/Job.swift:1
          range(0..<3, partitions: 1) [1 partition] at words/Job.swift:2
        """)
  }

  @Test func tasksOfStagesThatAreNotToRunAreNotCounted() {
    let plan = ExplainedPlan(
      jobName: "Job",
      stages: [
        ExplainedPlan.Stage(taskCount: 7, steps: [step("byKey, writing")], isDormant: true),
        ExplainedPlan.Stage(taskCount: 1, steps: [step("count")], isDormant: false),
      ])
    #expect(
      plan.text == """
        Job: 2 stages, 1 task
        stage 1: 1 task
          count [1 partition] at here
        stage 0: 7 tasks, not run as long as what is made of it is kept
          byKey, writing [1 partition] at here
        """)
    #expect(plan.graphviz.contains("label=\"stage 0: 7 tasks, not run\"; style=dashed;"))
  }

  @Test func graphvizHasAClusterForEachStageAndABoldArrowForEachShuffle() throws {
    let counts = Dataset.range(0..<9, partitions: 2, file: file, line: 1)
      .map(file: file, line: 2) { ($0, 1) }
      .reduceByKey(+, partitions: 3, file: file, line: 3)
    #expect(
      try explain(counts.count(file: file, line: 4).lineage, name: "a \"b\" \\").graphviz == #"""
        digraph "a \"b\" \\" {
          rankdir=BT; node [shape=box];
          subgraph cluster_0 {
            label="stage 0: 2 tasks";
            s0_0 [label="reduceByKey(partitions: 3), writing\n3 partitions\nwords/Job.swift:3"];
            s0_1 -> s0_0;
            s0_1 [label="map\n2 partitions\nwords/Job.swift:2"];
            s0_2 -> s0_1;
            s0_2 [label="range(0..<9, partitions: 2)\n2 partitions\nwords/Job.swift:1"];
          }
          subgraph cluster_1 {
            label="stage 1: 3 tasks";
            s1_0 [label="count\n3 partitions\nwords/Job.swift:4"];
            s1_1 -> s1_0;
            s1_1 [label="reduceByKey(partitions: 3), reading\n3 partitions\nwords/Job.swift:3"];
          }
          s0_0 -> s1_1 [style=bold];
        }
        """#)
  }

  // MARK: Fixture

  private func explain(
    _ action: LineageNode, name: String = "Job", sizes: [String: Int] = [:]
  ) throws -> ExplainedPlan {
    let plan = try JobPlan(endingAt: action, startsSmall: false, services: SomeFiles(sizes: sizes))
    return ExplainedPlan(plan, jobName: name, dormant: plan.graph.stages.map { _ in false })
  }

  private func step(_ label: String) -> ExplainedPlan.Step {
    ExplainedPlan.Step(label: label, partitionCount: 1, callSite: "here", inputs: [], readStages: [])
  }

  private static func shuffle(_ partitions: Int) -> ShuffleDependency {
    ShuffleDependency(requestedPartitions: partitions) { _, _, _, _ in }
  }
}
