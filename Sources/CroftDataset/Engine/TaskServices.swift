package import CroftProtocol

/// What an executor does for its tasks. The seam between the engine, which is pure, and the machine.
package protocol TaskServices {
  var isCancelled: Bool { get }
  /// A clock that only goes forward.
  var nowNanoseconds: UInt64 { get }
  /// The bytes of an input file, decompressed if its name ends in `.gz` or `.zst`, and what keeps them there: nil if
  /// they stay until the process ends.
  func openInput(_ path: String) throws -> (bytes: UnsafeRawBufferPointer, owner: AnyObject?)
  /// The outputs of a map stage's tasks.
  func mapOutputs(ofStage stage: Int) throws -> any MapOutputReader
  /// A new file in the scratch directory that is gone when nobody holds it any more.
  func createSpill() throws -> any SpillFile
  /// A new file beside the final files of the job's output directory, to be moved into place when the job commits.
  func createOutput(partition: Int) throws -> any TaskOutputFile
  /// A new file for what this task's result has too much of.
  func createResult() throws -> any ResultFile
  /// The memory that this task shares with the others of its executor.
  var memory: any TaskMemory { get }
  /// What the executor keeps of persisted datasets.
  var cache: any PartitionCache { get }
  /// What the tasks of a job share in this executor under a number; made by the first that asks, while others wait.
  func shared(_ number: Int, _ make: () throws -> any AnyObject & Sendable) throws -> AnyObject
  /// Starts a program with pipes at its standard input and output.
  func startProcess(_ command: [String], environment: [String: String]) throws -> any PipedProcess
  /// Which of the executor's slots runs the task, from 0.
  var slot: Int { get }
  /// Runs a command to its end, with all that it starts.
  ///
  /// - Throws: `CommandError` when it could never be started.
  func run(_ command: CommandLaunch) throws -> CommandEnd
}

/// A file to which blocks are appended.
@usableFromInline
package protocol BlockOutput: AnyObject {
  /// How many have been written.
  var blockCount: Int { get }
  func append(_ block: UnsafeRawBufferPointer) throws
}

/// A file whose blocks can be read in any order. It, not the block, has to be kept while a block is in use.
package protocol BlockInput: AnyObject {
  var blockCount: Int { get }
  /// A block, its checksum checked.
  func block(_ index: Int) throws -> UnsafeRawBufferPointer
}

/// Blocks that a task puts on disk because memory is short.
package protocol SpillFile: BlockOutput {
  /// Ends the writing.
  func reopen() throws -> any BlockInput
}

/// A task's result in a file.
package protocol ResultFile: BlockOutput {
  /// Ends the writing; returns the name by which the driver's `ResultStore` opens it.
  func commit() throws -> String
}

/// The outputs of a map stage's tasks.
package protocol MapOutputReader {
  /// How many map tasks there were.
  var count: Int { get }
  /// The output of one of them. One that is lost or damaged throws, then or at a block, what makes the driver compute
  /// it again.
  func open(_ map: Int) throws -> any BlockInput
}

/// A file that one task writes.
package protocol TaskOutputFile: AnyObject {
  func write(_ bytes: UnsafeRawBufferPointer) throws
  /// Ends the file; returns its name within the output's temporary directory.
  func close() throws -> String
}

/// One task's share of an executor's memory.
///
/// The executor's tasks and its cache share one budget; what tasks ask for drives out what is cached. A task gets
/// whatever is free up to its fair share of the budget, and always enough to go on with after it has spilled.
package protocol TaskMemory: AnyObject {
  /// Asks for so many bytes more; false when there is no room, and the task has to spill.
  func reserve(_ bytes: Int) -> Bool
  func release(_ bytes: Int)
}

/// A running program with both ends of its pipes.
///
/// What it prints is handed over whenever it is called, so that neither waits for the other for ever; its standard
/// error goes to this process' own.
package protocol PipedProcess: AnyObject {
  /// Writes to its standard input.
  ///
  /// - Parameter output: gets what the program has printed meanwhile, in pieces that are valid for the call.
  /// - Returns: false when it reads no more.
  func write(_ bytes: UnsafeRawBufferPointer, _ output: (UnsafeRawBufferPointer) throws -> Void) throws -> Bool
  /// Closes its standard input, hands over the rest of what it prints, and waits for its end.
  func finish(_ output: (UnsafeRawBufferPointer) throws -> Void) throws -> PipedProcessEnd
  /// Kills it, and what it has started, if it has not been seen to end.
  func stop()
}

/// How a program ended.
package struct PipedProcessEnd: Sendable, Equatable {
  /// Its exit status; 128 + the signal's number if one ended it, as a shell has it.
  package let status: Int
  /// The last part of what it wrote to its standard error.
  package let standardError: String

  package init(status: Int, standardError: String) {
    self.status = status
    self.standardError = standardError
  }
}
