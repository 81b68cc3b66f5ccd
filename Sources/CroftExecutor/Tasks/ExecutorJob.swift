import CroftDataset
import CroftProtocol
import Synchronization

/// A job as one executor knows it.
final class ExecutorJob: Sendable {
  let definition: JobDefinition
  let meter: ScratchMeter
  private let cancelled = Atomic(false)
  /// Whether `cancelledAttempts` has to be looked at: it hardly ever has.
  private let hasCancelledAttempts = Atomic(false)
  private let cancelledAttempts = Mutex<Set<TaskAttempt>>([])
  /// Made by the first task, on its slot's thread: evaluating `body` is the user's code.
  private let program = Mutex<Result<JobProgram, TaskFailure>?>(nil)
  /// What its tasks share in this executor.
  let shared = SharedValues()
  private let outputs = Mutex<[Int: [UInt16]]>([:])

  init(_ definition: JobDefinition) {
    self.definition = definition
    meter = ScratchMeter(limitBytes: definition.scratchLimitBytes)
  }

  var paths: JobPaths { JobPaths(directory: definition.directory) }

  /// Ends the job: none of its tasks goes on.
  func cancel() { cancelled.store(true, ordering: .relaxed) }

  func cancel(_ attempts: [TaskAttempt]) {
    cancelledAttempts.withLock { $0.formUnion(attempts) }
    hasCancelledAttempts.store(true, ordering: .releasing)
  }

  func isCancelled(_ attempt: TaskAttempt) -> Bool {
    if cancelled.load(ordering: .relaxed) { return true }
    return hasCancelledAttempts.load(ordering: .acquiring) && cancelledAttempts.withLock { $0.contains(attempt) }
  }

  func loadedProgram() throws -> JobProgram {
    try program.withLock { program in
      let loaded = program ?? JobProgram.load(definition)
      program = loaded
      return try loaded.get()
    }
  }

  func setOutputs(_ attempts: [UInt16], of stage: Int) {
    outputs.withLock { $0[stage] = attempts }
  }

  /// The attempt that counts for each partition of a map stage; nil if the driver has not told.
  func outputs(of stage: Int) -> [UInt16]? {
    outputs.withLock { $0[stage] }
  }
}
