import CroftDataset
import CroftLinux
import CroftProtocol

/// The machine, as one attempt sees it.
struct TaskMachine: TaskServices {
  let job: ExecutorJob
  let attempt: TaskAttempt
  let memory: any TaskMemory
  let cache: any PartitionCache

  var isCancelled: Bool { job.isCancelled(attempt) }

  var nowNanoseconds: UInt64 { MonotonicTime.nowNanoseconds }

  func openInput(_ path: String) throws -> (bytes: UnsafeRawBufferPointer, owner: AnyObject?) {
    try InputFiles.shared.open(path)
  }

  func mapOutputs(ofStage stage: Int) throws -> any MapOutputReader {
    guard let attempts = job.outputs(of: stage) else {
      throw MalformedBytes("the driver did not say where the outputs of stage \(stage) are")
    }
    return MapOutputFiles(job: attempt.task.job, stage: stage, attempts: attempts, paths: job.paths)
  }

  func createSpill() throws -> any SpillFile { try ScratchSpill(in: job.definition.scratch) }

  func createOutput(partition: Int) throws -> any TaskOutputFile {
    let name = OutputPaths.attemptName(attempt)
    return try PlainOutputFile(path: "\(OutputPaths.temporary(job.definition.output))/\(name)", name: name)
  }

  func startProcess(_ command: [String], environment: [String: String]) throws -> any PipedProcess {
    try PipedProgram.start(command, environment: environment)
  }
}
