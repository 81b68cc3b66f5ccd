import CroftDataset
import CroftLinux
import CroftProtocol

/// One slot at work: runs tasks one after another, and posts how each went. A trap in the user's code ends the process;
/// everything else comes back as a value.
struct Slot {
  private let resources: ExecutorResources
  private let index: Int
  /// nil: what it prints goes where the process's output goes.
  private let output: PrintedOutput?
  /// Where the last task ran.
  private var workplace: Workplace?

  init(_ index: Int, _ resources: ExecutorResources, _ output: PrintedOutput?) {
    (self.index, self.resources, self.output) = (index, resources, output)
  }

  /// Runs what comes until the executor ends.
  mutating func work(on waiting: WaitingTasks, answeringTo outbox: Outbox) {
    while let (batch, attempt) = next(of: waiting) {
      output?.begin(attempt, onSlot: index)
      switch run(attempt, of: batch) {
      case .success(let success):
        output?.end(onSlot: index, after: success.runNanoseconds)
        outbox.post(success)
      case .failure(let failure):
        output?.end(onSlot: index, with: failure, of: attempt)
        outbox.post(.failed(attempt, failure))
      }
    }
  }

  /// A slot that has nothing to do must not keep what belongs to a job: it may have ended.
  private mutating func next(of waiting: WaitingTasks) -> (batch: TaskBatch, attempt: TaskAttempt)? {
    if let next = waiting.next(waits: false) { return next }
    workplace = nil
    output?.rest(slot: index)
    return waiting.next(waits: true)
  }

  private mutating func run(_ attempt: TaskAttempt, of batch: TaskBatch) -> Result<
    TaskSuccess, TaskFailure
  > {
    let start = MonotonicTime.nowNanoseconds
    do {
      if workplace?.serves(batch) != true {
        workplace = nil
        workplace = try Workplace(for: batch, resources, slot: index)
      }
      var success = try workplace!.run(
        attempt, batch.inputs(of: attempt.task.partition), memoryBytes: batch.memoryBytes)
      success.runNanoseconds = MonotonicTime.nowNanoseconds - start
      return .success(success)
    } catch {
      return .failure(Self.failure(for: error))
    }
  }

  private static func failure(for error: any Error) -> TaskFailure {
    switch error {
    case let failure as TaskFailure: failure
    case is TaskCancelled:
      TaskFailure(kind: .cancelled, errorType: "TaskCancelled", message: "the job has ended")
    case let error as SystemError where error.isDiskFull: TaskFailure(error, kind: .diskFull)
    case is any PermanentError, is CommandError, is DecompressionError: TaskFailure(error, kind: .permanent)
    case is SystemError, is SpawnError, is MalformedBytes: TaskFailure(error, kind: .environment)
    default: TaskFailure(error, kind: .userError)
    }
  }
}
