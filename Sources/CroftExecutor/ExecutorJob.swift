import CroftDataset
import CroftProtocol
import Synchronization

/// A job as one executor knows it.
final class ExecutorJob: Sendable {
  let definition: JobDefinition
  private let cancelled = Atomic(false)
  /// Made by the first task, on its slot's thread: evaluating `body` is the user's code.
  private let program = Mutex<Result<JobProgram, TaskFailure>?>(nil)
  private let outputs = Mutex<[Int: [UInt16]]>([:])

  init(_ definition: JobDefinition) { self.definition = definition }

  var paths: ScratchPaths { ScratchPaths(root: definition.scratch) }

  var isCancelled: Bool { cancelled.load(ordering: .relaxed) }
  func cancel() { cancelled.store(true, ordering: .relaxed) }

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
