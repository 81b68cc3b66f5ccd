import CroftBatch
import CroftDriver
import CroftLinux
import CroftProtocol
import Glibc
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
  /// - Throws: what kept the job from being run at all, such as a farm that is gone.
  func runGraph(
    retryNumber: Int, programs: ProgramSteps, reported: () -> Set<Int> = { [] },
    say: @escaping @Sendable (String) -> Void
  ) async throws -> StepProgress.Outcome {
    let graph = submission.graph
    let path = "\(directory ?? farm.scratchDirectory)/\(SubmissionStore.stepsFileName)"
    let obstacle = Obstacle()
    let ended = try StepLedger(path, cleanUps: graph.cleanUps, retryNumber: retryNumber)
    noteEarlierSteps(ended.succeeded, reported: reported())
    var run = StepGraphRun(
      graph, ledger: ended,
      skipped: { step, cause in
        guard let cause else { return }
        say("the step \(graph.steps[step].name) isn't run, because \(graph.steps[cause].name) has failed")
      },
      runStep: { await end(of: $0, programs, obstacle, say) })
    let outcome = try await run.run()
    if let error = obstacle.error { throw error }
    return outcome
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

  /// Has the manager know of steps that are run no more: those of the job that this one is a retry of, and those that
  /// an earlier driver has run, whose tasks it counts.
  private func noteEarlierSteps(_ numbers: Set<Int>, reported: @autoclosure () -> Set<Int>) {
    guard !numbers.isEmpty else { return }
    let known = reported()
    for number in numbers.sorted() {
      let step = submission.steps[number]
      // What an application of its own does is told by itself.
      if case .application = step.command { continue }
      // Inputs that can't be read any more were there when the step ran.
      guard let count = try? inputs(of: number).count else { continue }
      let jobNumber = Self.jobNumber(ofStep: number)
      farm.noteEarlier(
        EarlierJob(
          number: jobNumber, name: step.name ?? submission.name, tasks: TaskCounts(total: count, succeeded: count),
          isReported: known.contains(Int(jobNumber))))
    }
  }

  /// A step that is an application of Croft's own counts as one task.
  private func runProgram(
    _ number: Int, _ programs: ProgramSteps, _ say: @escaping @Sendable (String) -> Void
  ) async -> StepEnd {
    let title = submission.steps[number].title
    ledger.begin(number, taskCount: 1)
    let end = await programs.run(number) { attempt, failure, delay in
      let next = delay.map { "; it is run again in \($0) ms" } ?? ""
      say("the step \(title) has failed at attempt \(attempt + 1): \(failure)\(next)")
    }
    if end != .cancelled { ledger.ended(number, isFailed: end == .failed, cpuMicroseconds: 0) }
    return end
  }
}

extension StepRunner {
  /// The inputs of a step: those that are read when it starts are kept, so that a driver that goes on with it, or a
  /// retry, has the same tasks.
  ///
  /// - Throws: a `BatchError` for inputs that can't be read, `SystemError` when they can't be kept.
  func inputs(of number: Int) throws -> BatchInputs {
    let inputs = submission.steps[number].inputs
    guard case .unread = inputs, let directory else { return try inputs.load() }
    let path = "\(directory)/inputs-\(number)"
    if try FileSystem.status(path) != nil {
      let file = try MappedFile(path: path)
      return try withExtendedLifetime(file) { try BinaryDecoder.decode(BatchInputs.self, from: file.bytes) }
    }
    let read = try inputs.load()
    var writer = ByteWriter()
    writer.append(try BinaryEncoder.encode(read))
    let file = try FileDescriptor.open("\(path).new", flags: O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600)
    try file.writeAll(writer.bytes)
    try FileSystem.rename("\(path).new", to: path)
    return read
  }
}
