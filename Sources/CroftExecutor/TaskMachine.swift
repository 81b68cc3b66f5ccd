import CroftDataset
import CroftLinux
import CroftProtocol
import Glibc

/// The machine, as one task sees it.
struct TaskMachine: TaskServices {
  let job: ExecutorJob
  let attempt: TaskAttempt

  var isCancelled: Bool { job.isCancelled }

  func mapInput(_ path: String) throws -> UnsafeRawBufferPointer {
    try InputMappings.shared.bytes(of: path)
  }

  func readBlocks(stage: Int, partition: Int, _ body: (inout ByteReader) throws -> Void) throws {
    for (map, number) in job.outputs(of: stage).enumerated() {
      let task = TaskID(job: attempt.task.job, stage: stage, partition: map)
      let (file, block) = try open(TaskAttempt(task: task, number: Int(number)), reducer: partition)
      var reader = ByteReader(block, owner: file)
      try withExtendedLifetime(file) { try body(&reader) }
    }
  }

  private func open(_ output: TaskAttempt, reducer: Int) throws -> (MappedFile, UnsafeRawBufferPointer) {
    let path = job.paths.mapOutput(output)
    do {
      let file = try MappedFile(path: path)
      return (file, try BlockFile.block(reducer, in: file.bytes))
    } catch {
      throw TaskFailure(
        kind: .mapOutputLost, errorType: String(reflecting: type(of: error)),
        message: "the output of \(output) at \(path) cannot be read: \(error)", lostOutput: output)
    }
  }

  func createOutput(in directory: String, partition: Int) throws -> any TaskOutputFile {
    let name = OutputPaths.attemptName(attempt)
    return try PlainOutputFile(path: "\(OutputPaths.temporary(directory))/\(name)", name: name)
  }
}

/// A file of a job's output, written by one attempt.
final class PlainOutputFile: TaskOutputFile {
  private let descriptor: FileDescriptor
  private let name: String

  init(path: String, name: String) throws {
    self.name = name
    self.descriptor = try FileDescriptor.open(path, flags: O_WRONLY | O_CREAT | O_TRUNC, mode: 0o666)
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws { try descriptor.writeAll(bytes) }
  func close() -> String { name }
}
