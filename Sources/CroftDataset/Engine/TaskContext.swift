public import CroftProtocol

/// What a running task knows: which one it is, what its sources read, and the executor it runs in.
///
/// Operators hand it on; a program sees it only as the first parameter of closures inside the library.
public final class TaskContext: Sendable {
  package let attempt: TaskAttempt
  package let graph: StageGraph
  /// For each source of the stage, the encoded piece of input that this task reads.
  package let inputs: [[UInt8]]
  package let services: any TaskServices

  package init(attempt: TaskAttempt, graph: StageGraph, inputs: [[UInt8]], services: any TaskServices) {
    self.attempt = attempt
    self.graph = graph
    self.inputs = inputs
    self.services = services
  }

  /// Throws when the job has ended meanwhile. Sources call it now and then; that is how a task is stopped.
  @usableFromInline
  package func checkCancellation() throws {
    if services.isCancelled { throw TaskCancelled() }
  }

  /// The piece of input that `source` reads in this task.
  package func input(of source: LineageNode) throws -> [UInt8] {
    let stage = graph.stages[Int(attempt.task.stage)]
    guard let index = stage.sources.firstIndex(where: { $0 === source }), index < inputs.count else {
      throw MalformedBytes("no input was sent for \(source)")
    }
    return inputs[index]
  }

  /// Hands the blocks that a shuffle's map tasks wrote for `partition` to `body`, one after another.
  @usableFromInline
  package func readShuffle(
    _ shuffle: LineageNode, partition: Int, _ body: (inout ByteReader) throws -> Void
  ) throws {
    guard let stage = graph.stage(writing: shuffle) else { preconditionFailure("\(shuffle) is not in this job") }
    try services.readBlocks(stage: stage, partition: partition) { reader in
      try checkCancellation()
      try body(&reader)
    }
  }
}

/// What an executor does for its tasks. The seam between the engine, which is pure, and the machine.
package protocol TaskServices: Sendable {
  var isCancelled: Bool { get }
  /// A clock that only goes forward.
  var nowNanoseconds: UInt64 { get }
  /// The bytes of an input file, and what keeps them there: nil if they stay until the process ends.
  func openInput(_ path: String) throws -> (bytes: UnsafeRawBufferPointer, owner: AnyObject?)
  /// Calls `body` with the block of each map task of `stage` for `partition`, its checksum checked.
  func readBlocks(stage: Int, partition: Int, _ body: (inout ByteReader) throws -> Void) throws
  /// A new file beside the final files of the job's output directory, to be moved into place when the job commits.
  func createOutput(partition: Int) throws -> any TaskOutputFile
}

/// A file that one task writes.
package protocol TaskOutputFile: AnyObject {
  func write(_ bytes: UnsafeRawBufferPointer) throws
  /// Ends the file; returns its name within the output's temporary directory.
  func close() throws -> String
}

/// Thrown inside a task whose job has ended.
package struct TaskCancelled: Error, Sendable {
  package init() {}
}

/// Thrown by an action that has seen enough of a partition, and caught by the same action.
@usableFromInline
struct StopProducing: Error {
  @usableFromInline init() {}
}
