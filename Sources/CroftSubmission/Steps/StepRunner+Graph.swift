import CroftBatch
import CroftDriver
import CroftProtocol
import Synchronization

extension StepRunner {
  /// What keeps the whole job from being run; the first is kept.
  private final class Obstacle: Sendable {
    private let first = Mutex<(any Error)?>(nil)
    func note(_ error: any Error) { first.withLock { $0 = $0 ?? error } }
    var error: (any Error)? { first.withLock { $0 } }
  }

  /// Runs all steps, in the order of their graph.
  ///
  /// - Parameters:
  ///   - retryNumber: which retry this is: steps that failed in the run before are run once more; 0 for the first run.
  ///   - programs: where steps that are applications of Croft's own run.
  ///   - reported: which jobs the manager's history has of this application.
  ///   - say: takes a line about a step that failed, or isn't run.
  /// - Returns: how the job ended, and whether steps have failed, also some that may.
  /// - Throws: what kept the job from being run at all, such as a farm that is gone.
  func runGraph(
    retryNumber: Int, programs: ProgramSteps, reported: () -> Set<Int> = { [] },
    say: @escaping @Sendable (String) -> Void
  ) async throws -> (outcome: StepProgress.Outcome, hasFailures: Bool) {
    let graph = submission.graph
    let path = "\(directory ?? farm.scratchDirectory)/\(SubmissionStore.stepsFileName)"
    let obstacle = Obstacle()
    let steps = try StepLedger(path, cleanUps: graph.cleanUps, retryNumber: retryNumber)
    takeOver(steps, reported)
    var run = StepGraphRun(
      graph, ledger: steps, counts: { ledger.counts(of: $0) },
      skipped: { step, cause in
        guard let cause else { return }
        say("the step \(graph.steps[step].name) isn't run, because \(graph.steps[cause].name) has failed")
      },
      runStep: { await end(of: $0, programs, obstacle, say) })
    let outcome = try await run.run()
    if let error = obstacle.error { throw error }
    return (outcome, run.hasFailures)
  }

  /// Counts the tasks of steps that have ended under an earlier driver, and has the manager list them.
  private func takeOver(_ steps: StepLedger, _ reported: () -> Set<Int>) {
    let ended = steps.counts.filter { submission.steps.indices.contains($0.key) }.sorted { $0.key < $1.key }
    guard !ended.isEmpty else { return }
    let known = reported()
    for (number, counts) in ended {
      let step = submission.steps[number]
      ledger.take(counts, ofStep: number)
      // Of a program, which is no job of the farm's, the farm wouldn't have counted anything either.
      if case .application = step.command { continue }
      let jobNumber = Self.jobNumber(ofStep: number)
      farm.noteEarlier(
        EarlierJob(
          number: jobNumber, name: step.name ?? submission.name, tasks: counts,
          isReported: known.contains(Int(jobNumber))))
    }
  }

  private func end(
    of number: Int, _ programs: ProgramSteps, _ obstacle: Obstacle, _ say: @escaping @Sendable (String) -> Void
  ) async -> StepEnd {
    let step = submission.steps[number]
    do {
      if case .application = step.command { return await runProgram(number, programs, say) }
      return try await run(number).failed == 0 ? .succeeded : .failed
    } catch let error as JobError {
      switch error.code {
      case .taskFailed, .taskTimedOut, .outOfMemory, .executorsLost:
        say(step.name.map { "the step \($0) has failed: \(error.message)" } ?? error.message)
        return .failed
      default: obstacle.note(error)
      }
    } catch is CancellationError {
      return .cancelled
    } catch {
      // Of several steps, one whose inputs can't be read fails as others do, and its rule says what follows.
      guard step.name == nil else {
        say("the step \(step.title) has failed: \(error)")
        return .failed
      }
      obstacle.note(error)
    }
    return .cancelled
  }

  /// A step that is an application of Croft's own counts as one task.
  private func runProgram(
    _ number: Int, _ programs: ProgramSteps, _ say: @escaping @Sendable (String) -> Void
  ) async -> StepEnd {
    let title = submission.steps[number].title
    ledger.begin(number, taskCount: 1)
    let end = await programs.run(number) { attempt, failure, delay in
      say("the step \(title) has failed at attempt \(attempt + 1): \(failure); it is run again in \(delay) ms")
    }
    guard let end else { return .cancelled }
    let hasFailed = end.failure != nil
    ledger.ended(number, isFailed: hasFailed, cpuMicroseconds: 0)
    printer.add(end)
    return hasFailed ? .failed : .succeeded
  }
}

extension StepRunner {
  /// The inputs of a step. Those that are read when it starts are kept, so that a driver that goes on with it, or a
  /// retry, has the same tasks.
  ///
  /// - Throws: a `BatchError` for inputs that can't be read; `SystemError` when they can't be kept;
  ///   `CancellationError`.
  func inputs(of number: Int) async throws -> BatchInputs {
    let inputs = submission.steps[number].inputs
    if case .read(let inputs) = inputs { return inputs }
    // Reading may wait for somebody, as at a pipe's end.
    return try await BlockingWork.runUntilCancelled("inputs") { [directory] in
      guard let directory else { return try inputs.load() }
      return try KeptInputs(path: "\(directory)/inputs-\(number)").load { try inputs.load() }
    }
  }
}
