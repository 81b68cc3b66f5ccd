/// The steps of a job and what each waits for. Steps are known by their numbers, from 0 in the order of the file.
package struct StepGraph: Sendable, Equatable, Codable {
  /// What happens when a step has failed.
  package enum FailureRule: Sendable, Equatable, Codable {
    /// No other step starts; those that run go on to their ends. The job has failed.
    case stop
    /// What comes after the step is skipped, and so on; all else goes on. The job has failed.
    case skip
    /// As if it had succeeded: what comes after it starts.
    case goOn
    /// As ``stop``, and this step runs when no other does any longer.
    case run(Int)
  }

  package struct Step: Sendable, Equatable, Codable {
    package let name: String
    /// The steps that it waits for.
    package let after: [Int]
    package let onFailure: FailureRule

    package init(name: String, after: [Int], onFailure: FailureRule = .stop) {
      self.name = name
      self.after = after
      self.onFailure = onFailure
    }
  }

  package let steps: [Step]
  /// The steps that run only when another has failed.
  package let cleanUps: Set<Int>

  /// - Throws: a ``BatchError`` for a cycle, a number of no step, or a clean-up step that is among the others' steps.
  package init(_ steps: [Step]) throws(BatchError) {
    let cleanUps = steps.compactMap { if case .run(let step) = $0.onFailure { step } else { nil } }
    for number in steps.flatMap(\.after) + cleanUps where !steps.indices.contains(number) {
      throw BatchError("there is no step \(number) among \(steps.count)")
    }
    if let cycle = StepCycles.first(in: steps.map(\.after)) {
      throw BatchError("\(StepCycles.sentence(cycle.map { steps[$0].name }))")
    }
    self.steps = steps
    self.cleanUps = Set(cleanUps)
    let others = Set(steps.flatMap(\.after))
    for number in self.cleanUps where !steps[number].after.isEmpty || others.contains(number) {
      throw BatchError("the clean-up step \(steps[number].name) can't come after a step, nor a step after it")
    }
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(try container.decode([Step].self, forKey: .steps))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(steps, forKey: .steps)
  }

  private enum CodingKeys: CodingKey { case steps }

  /// The steps that wait for this one itself.
  package func dependents(of number: Int) -> [Int] { steps.indices.filter { steps[$0].after.contains(number) } }

  /// All steps, each behind those that it waits for; otherwise in the order of the file.
  package var order: [Int] { StepCycles.order(of: steps.map(\.after)) }
}
