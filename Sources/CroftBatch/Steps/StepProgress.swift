/// Which step of a job starts when, and what becomes of the others when one fails. Pure: events go in, actions come
/// out. An event that makes no sense, such as the success of a step that doesn't run, changes nothing.
package struct StepProgress: Sendable, Equatable {
  package enum State: Sendable, Equatable {
    /// For so many steps; or, a clean-up step, for a failure.
    case waiting(Int)
    /// It was said to start, and has not ended.
    case active
    case succeeded
    case failed
    /// Because of the failure of that step, or because the job was cancelled.
    case skipped(because: Int?)
    /// A clean-up step whose step didn't fail.
    case notNeeded
  }

  package enum Action: Sendable, Equatable {
    case start(Int)
    case skip(Int, because: Int?)
    /// The last of all.
    case finish(Outcome)
  }

  package enum Outcome: Sendable, Equatable {
    /// Every step did, but perhaps for some that may fail (``StepGraph/FailureRule/goOn``).
    case succeeded
    case failed
    case cancelled
  }

  package let graph: StepGraph
  package private(set) var states: [State]
  private let dependents: [[Int]]
  /// The first failure that keeps steps from starting.
  private var stopper: Int?
  private var isCancelled = false
  private var hasFailed = false
  private var hasBegun = false
  private var isFinished = false
  /// Steps that were said to start, and have not ended.
  private var activeCount = 0
  /// Clean-up steps to be run when nothing else does any longer.
  private var dueCleanUps: [Int] = []

  /// - Parameter succeeded: steps that have succeeded before and need not run again.
  package init(_ graph: StepGraph, succeeded: Set<Int> = []) {
    self.graph = graph
    var dependents = Array(repeating: [Int](), count: graph.steps.count)
    for (number, step) in graph.steps.enumerated() {
      for predecessor in Set(step.after) { dependents[predecessor].append(number) }
    }
    self.dependents = dependents
    states = graph.steps.enumerated().map { number, step in
      if succeeded.contains(number), !graph.cleanUps.contains(number) { return .succeeded }
      return .waiting(Set(step.after).subtracting(succeeded).count)
    }
  }

  // MARK: - Events

  /// The job begins.
  package mutating func begin() -> [Action] {
    guard !hasBegun else { return [] }
    hasBegun = true
    let ready = states.indices.filter { states[$0] == .waiting(0) && !graph.cleanUps.contains($0) }
    return ready.map { start($0) } + finishIfDone()
  }

  package mutating func succeeded(_ number: Int) -> [Action] {
    guard isActive(number) else { return [] }
    states[number] = .succeeded
    activeCount -= 1
    return release(number) + finishIfDone()
  }

  package mutating func failed(_ number: Int) -> [Action] {
    guard isActive(number) else { return [] }
    states[number] = .failed
    activeCount -= 1
    var actions: [Action] = []
    switch graph.steps[number].onFailure {
    case .goOn: actions = release(number)
    case .skip:
      hasFailed = true
      actions = skipDependents(of: number)
    case .stop:
      hasFailed = true
      actions = stop(because: number)
    case .run(let cleanUp):
      hasFailed = true
      if !isCancelled, !dueCleanUps.contains(cleanUp), states[cleanUp] == .waiting(0) { dueCleanUps.append(cleanUp) }
      actions = stop(because: number)
    }
    return actions + finishIfDone()
  }

  /// The job is to end: nothing starts any longer. Whoever runs is ended by the owner, which tells of their failure.
  package mutating func cancel() -> [Action] {
    guard !isFinished, !isCancelled else { return [] }
    isCancelled = true
    hasBegun = true
    dueCleanUps = []
    return skipWaiting(because: nil) + finishIfDone()
  }

  // MARK: - What follows

  private func isActive(_ number: Int) -> Bool { states.indices.contains(number) && states[number] == .active }

  private mutating func start(_ number: Int) -> Action {
    states[number] = .active
    activeCount += 1
    return .start(number)
  }

  /// Starts what has waited for this step last.
  private mutating func release(_ number: Int) -> [Action] {
    var actions: [Action] = []
    for dependent in dependents[number] {
      guard case .waiting(let count) = states[dependent] else { continue }
      states[dependent] = .waiting(count - 1)
      if count == 1 { actions.append(start(dependent)) }
    }
    return actions
  }

  private mutating func stop(because number: Int) -> [Action] {
    guard stopper == nil else { return [] }
    stopper = number
    return skipWaiting(because: number)
  }

  private mutating func skipWaiting(because number: Int?) -> [Action] {
    states.indices.compactMap { waiting in
      guard case .waiting = states[waiting], !graph.cleanUps.contains(waiting) else { return nil }
      states[waiting] = .skipped(because: number)
      return .skip(waiting, because: number)
    }
  }

  private mutating func skipDependents(of number: Int) -> [Action] {
    var actions: [Action] = []
    var next = dependents[number][...]
    while let dependent = next.popFirst() {
      guard case .waiting = states[dependent] else { continue }
      states[dependent] = .skipped(because: number)
      actions.append(.skip(dependent, because: number))
      next += dependents[dependent]
    }
    return actions
  }

  private mutating func finishIfDone() -> [Action] {
    guard hasBegun, !isFinished, activeCount == 0 else { return [] }
    if !dueCleanUps.isEmpty {
      let due = dueCleanUps
      dueCleanUps = []
      return due.map { start($0) }
    }
    isFinished = true
    for cleanUp in graph.cleanUps where states[cleanUp] == .waiting(0) { states[cleanUp] = .notNeeded }
    return [.finish(isCancelled ? .cancelled : hasFailed ? .failed : .succeeded)]
  }
}
