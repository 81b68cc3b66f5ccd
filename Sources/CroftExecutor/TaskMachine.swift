import CroftDataset
import CroftLinux
import CroftProtocol
import Glibc

/// The machine, as one task sees it.
struct TaskMachine: TaskServices {
  let job: ExecutorJob
  let attempt: TaskAttempt

  var isCancelled: Bool { job.isCancelled }

  var nowNanoseconds: UInt64 { MonotonicTime.nowNanoseconds }

  func openInput(_ path: String) throws -> (bytes: UnsafeRawBufferPointer, owner: AnyObject?) {
    try InputFiles.shared.open(path)
  }

  func readBlocks(stage: Int, partition: Int, _ body: (inout ByteReader) throws -> Void) throws {
    guard let outputs = job.outputs(of: stage) else {
      throw MalformedBytes("the driver did not say where the outputs of stage \(stage) are")
    }
    for (map, number) in outputs.enumerated() {
      let task = TaskID(job: attempt.task.job, stage: stage, partition: map)
      let (file, block) = try open(TaskAttempt(task: task, number: Int(number)), reducer: partition)
      var reader = ByteReader(block, owner: file)
      try withExtendedLifetime(file) { try body(&reader) }
    }
  }

  /// Only an output that is not there or is damaged is lost; that this process has no descriptor or no memory left says
  /// nothing about the output.
  private func open(_ output: TaskAttempt, reducer: Int) throws -> (MappedFile, UnsafeRawBufferPointer) {
    let path = job.paths.mapOutput(output)
    do {
      let file = try MappedFile(path: path)
      return (file, try BlockFile.block(reducer, in: file.bytes))
    } catch let error as SystemError where error.errno != ENOENT {
      throw error
    } catch {
      throw TaskFailure(
        kind: .mapOutputLost, errorType: String(reflecting: type(of: error)),
        message: "the output of \(output) at \(path) cannot be read: \(error)", lostOutput: output)
    }
  }

  func createOutput(partition: Int) throws -> any TaskOutputFile {
    let name = OutputPaths.attemptName(attempt)
    return try PlainOutputFile(path: "\(OutputPaths.temporary(job.definition.output))/\(name)", name: name)
  }
}
