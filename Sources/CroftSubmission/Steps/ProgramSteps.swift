import CroftBatch
import CroftDataset
import CroftExecutor
import CroftLinux
import CroftProtocol
import Glibc
import Synchronization

/// Runs the steps of a submission that are applications of Croft's own, each a child of this process.
struct ProgramSteps: Sendable {
  let submission: Submission
  let farm: ProgramStep.Farm
  private let runner = ProgramRunner()

  init(_ submission: Submission, on farm: ProgramStep.Farm) {
    self.submission = submission
    self.farm = farm
  }

  /// Runs a step to its end. Cancelling the surrounding task ends its process, too.
  ///
  /// - Parameter failed: is told of each attempt that failed, and after how many milliseconds there is another; nil
  ///   for the last.
  func run(_ number: Int, failed: (_ attempt: Int, _ failure: String, _ retryMilliseconds: Int?) -> Void) async
    -> StepEnd
  {
    var attempt = 0
    while true {
      let (step, failure) = await attemptOnce(number, attempt)
      if _Concurrency.Task.isCancelled { return .cancelled }
      guard let failure else { return .succeeded }
      guard let step, attempt < step.retries else {
        failed(attempt, failure, nil)
        return .failed
      }
      let delay = Self.delay(of: step, after: attempt)
      failed(attempt, failure, delay)
      do {
        try await _Concurrency.Task.sleep(nanoseconds: UInt64(delay) * 1_000_000)
      } catch {
        return .cancelled
      }
      attempt += 1
    }
  }

  static func delay(of step: ProgramStep, after attempt: Int) -> Int {
    // Shifting further would pass the longest wait anyway, whatever the first was.
    let longest = max(StepDefaults.longestBackoffMilliseconds, step.backoffMilliseconds)
    return min(step.backoffMilliseconds << min(attempt, 20), longest)
  }

  /// - Returns: what was run, or nil for what could never be; and how it failed, if it did.
  private func attemptOnce(_ number: Int, _ attempt: Int) async -> (ProgramStep?, String?) {
    let isCancelled = Flag()
    do {
      let step = try ProgramStep(of: submission, step: number, attempt: attempt, on: farm)
      let end = try await withTaskCancellationHandler {
        try await onThread { [runner] in
          try runner.run(step.launch, number: number) { isCancelled.value.load(ordering: .relaxed) }
        }
      } onCancel: {
        isCancelled.value.store(true, ordering: .relaxed)
      }
      let program = ByteString(step.launch.arguments.first ?? []).text
      return (step, end.isSuccess ? nil : "\(program) \(end.status)")
    } catch {
      return (nil, "\(error)")
    }
  }

  private final class Flag: Sendable {
    let value = Atomic(false)
  }

  /// The thread has to live as long as the process that it starts.
  private func onThread<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
      do {
        _ = try NamedThread.start(name: "program") { continuation.resume(with: Swift.Result { try body() }) }
      } catch {
        continuation.resume(throwing: error)
      }
    }
  }
}
