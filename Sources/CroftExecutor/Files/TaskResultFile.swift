import CroftDataset
import CroftProtocol

/// A task's result in a file of blocks in its job's directory, named after the attempt.
final class TaskResultFile: ResultFile {
  private let name: String
  private let file: BlockFileOutput

  init(of attempt: TaskAttempt, in job: ExecutorJob) throws {
    name = JobPaths.resultName(attempt)
    file = try BlockFileOutput(path: job.paths.result(named: name), meter: job.meter)
  }

  var blockCount: Int { file.blockCount }

  func append(_ block: UnsafeRawBufferPointer) throws { try file.append(block) }

  func commit() throws -> String {
    try file.commit()
    return name
  }
}
