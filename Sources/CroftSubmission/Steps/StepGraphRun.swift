package import CroftBatch
package import CroftProtocol

/// How a step came to its end.
package enum StepEnd: Sendable, Equatable {
  case succeeded
  /// Some of its tasks failed for good, or it could not be run.
  case failed
  /// The job is to end, or its driver can't go on: nothing is known of the step.
  case cancelled
}

/// Runs the steps of a job, each when those that it waits for have ended, several at once.
///
/// What a ledger says of a step stands: one that has succeeded isn't run, and one that has failed has failed, unless
/// the ledger was opened for a retry.
package struct StepGraphRun {
  private var progress: StepProgress
  private var ledger: StepLedger
  private let counts: @Sendable (Int) -> TaskCounts
  private let skipped: @Sendable (Int, Int?) -> Void
  private let runStep: @Sendable (Int) async -> StepEnd

  /// - Parameters:
  ///   - counts: tells what became of the tasks of a step that has just ended.
  ///   - skipped: is told of a step that isn't run, and because of which step's failure; nil: the job was cancelled.
  ///   - runStep: runs a step to its end. Its task is cancelled with the one that runs the job.
  package init(
    _ graph: StepGraph, ledger: StepLedger, counts: @escaping @Sendable (Int) -> TaskCounts = { _ in TaskCounts() },
    skipped: @escaping @Sendable (Int, Int?) -> Void = { _, _ in },
    runStep: @escaping @Sendable (Int) async -> StepEnd
  ) {
    progress = StepProgress(graph, succeeded: ledger.succeeded)
    self.ledger = ledger
    self.counts = counts
    self.skipped = skipped
    self.runStep = runStep
  }

  /// Whether some step has failed so far, also one that may: a retry would have something to do.
  package var hasFailures: Bool { !ledger.failed.isEmpty }

  /// Runs the job to its end.
  ///
  /// - Throws: when the end of a step can't be noted. The other steps are cancelled then.
  package mutating func run() async throws -> StepProgress.Outcome {
    try await withThrowingTaskGroup(of: (Int, StepEnd).self) { group in
      var outcome = perform(progress.begin(), in: &group)
      while outcome == nil, let (step, end) = try await group.next() {
        outcome = perform(try take(end, of: step), in: &group)
      }
      // Every step has an end, and the last one's ends the job.
      return outcome ?? .cancelled
    }
  }

  private mutating func take(_ end: StepEnd, of step: Int) throws -> [StepProgress.Action] {
    var actions: [StepProgress.Action] = []
    if end == .cancelled || _Concurrency.Task.isCancelled { actions += progress.cancel() }
    switch end {
    case .succeeded:
      if ledger.end(of: step) == nil { try ledger.note(step, succeeded: true, counts(step)) }
      return actions + progress.succeeded(step)
    case .failed:
      if ledger.end(of: step) == nil { try ledger.note(step, succeeded: false, counts(step)) }
      return actions + progress.failed(step)
    case .cancelled: return actions + progress.failed(step)
    }
  }

  private mutating func perform(
    _ actions: [StepProgress.Action], in group: inout ThrowingTaskGroup<(Int, StepEnd), any Error>
  ) -> StepProgress.Outcome? {
    var outcome: StepProgress.Outcome?
    for action in actions {
      switch action {
      case .start(let step):
        let known = ledger.end(of: step)
        group.addTask { [runStep] in
          if let known { return (step, known ? .succeeded : .failed) }
          return (step, await runStep(step))
        }
      case .skip(let step, let cause): skipped(step, cause)
      case .finish(let end): outcome = end
      }
    }
    return outcome
  }
}
