import CroftDataset
import CroftLinux

/// How a job would run: its stages, and what is pipelined in each.
///
/// ```
/// print(try await farm.explain(WordCount(input: "/usr/share/common-licenses")))
/// ```
public struct ExplainedPlan: Sendable, CustomStringConvertible {
  /// One operator within one stage.
  struct Step: Sendable {
    let label: String
    let partitionCount: Int
    let callSite: String
    /// The steps in the same stage that it reads from, by their places in the stage.
    let inputs: [Int]
    /// The stages whose output it reads: as the reading half of their shuffle, or beside its other inputs.
    let readStages: [Int]
  }

  struct Stage: Sendable {
    let taskCount: Int
    /// Each before those that it reads from; the first one is the stage's end.
    let steps: [Step]
    /// Whether its output is expected not to be needed, because what reads it is kept.
    let isDormant: Bool
  }

  let jobName: String
  let stages: [Stage]

  init(jobName: String, stages: [Stage]) {
    self.jobName = jobName.printable
    self.stages = stages
  }

  /// - Parameter dormant: for each stage, whether it would not run.
  init(_ plan: JobPlan, jobName: String, dormant: [Bool]) {
    self.init(
      jobName: jobName,
      stages: plan.graph.stages.indices.map { number in
        var walk = StepWalk(plan)
        walk.visit(plan.graph.stages[number].terminal, isStagesEnd: true)
        let taskCount = plan.shape.stages[number].partitionCount
        return Stage(taskCount: taskCount, steps: walk.steps, isDormant: dormant[number])
      })
  }

  /// The stages, the last one first, each as an indented tree with what it reads below.
  public var description: String { text }
}

/// Gathers one stage's operators, from its end towards its inputs.
private struct StepWalk {
  private let plan: JobPlan
  private(set) var steps: [ExplainedPlan.Step] = []
  private var places: [ObjectIdentifier: Int] = [:]

  init(_ plan: JobPlan) { self.plan = plan }

  @discardableResult
  mutating func visit(_ node: LineageNode, isStagesEnd: Bool = false) -> Int {
    if let place = places[ObjectIdentifier(node)] { return place }
    let place = steps.count
    places[ObjectIdentifier(node)] = place
    steps.append(step(node, isStagesEnd, inputs: [], readStages: []))
    var inputs: [Int] = []
    var readStages: [Int] = []
    if case .shuffle = node.kind, !isStagesEnd {
      readStages.append(plan.graph.stage(writing: node)!)
    } else {
      inputs = plan.graph.liveParents(of: node).map { visit($0) }
      readStages = node.sideInputs.compactMap { plan.graph.stage(writing: $0) }
    }
    steps[place] = step(node, isStagesEnd, inputs: inputs, readStages: readStages)
    return place
  }

  private func step(
    _ node: LineageNode, _ isStagesEnd: Bool, inputs: [Int], readStages: [Int]
  ) -> ExplainedPlan.Step {
    var label = node.arguments.isEmpty ? node.operation : "\(node.operation)(\(node.arguments))"
    if let name = node.name { label += " \"\(name)\"" }
    // A name may have line breaks in it, and an argument what a terminal obeys.
    label = label.printable
    if case .shuffle = node.kind { label += isStagesEnd ? ", writing" : ", reading" }
    return ExplainedPlan.Step(
      label: label, partitionCount: plan.partitionCounts[node], callSite: "\(node.callSite)", inputs: inputs,
      readStages: readStages)
  }
}
