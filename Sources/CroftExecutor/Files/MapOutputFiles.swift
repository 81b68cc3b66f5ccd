import CroftDataset
import CroftLinux
import CroftProtocol
import Glibc

/// The outputs of one map stage, of the attempts that the driver named.
struct MapOutputFiles: MapOutputReader {
  let job: JobID
  let stage: Int
  let attempts: [UInt16]
  let paths: JobPaths

  var count: Int { attempts.count }

  func open(_ map: Int) throws -> any BlockInput {
    let task = TaskID(job: job, stage: stage, partition: map)
    return try MapOutputFile(TaskAttempt(task: task, number: Int(attempts[map])), paths)
  }
}

/// One map output. Whatever is wrong with the file, the driver hears that this output is lost.
private final class MapOutputFile: BlockInput {
  private let output: TaskAttempt
  private let path: String
  private let file: BlockFileInput

  init(_ output: TaskAttempt, _ paths: JobPaths) throws {
    self.output = output
    path = paths.mapOutput(output)
    do {
      file = try BlockFileInput(path: path)
    } catch let error as SystemError where error.errno != ENOENT {
      // That this process has no descriptor or no memory left says nothing about the output.
      throw error
    } catch {
      throw Self.lost(output, path, error)
    }
  }

  var blockCount: Int { file.blockCount }

  func block(_ number: Int) throws -> UnsafeRawBufferPointer {
    do {
      return try file.block(number)
    } catch {
      throw Self.lost(output, path, error)
    }
  }

  private static func lost(_ output: TaskAttempt, _ path: String, _ error: any Error) -> TaskFailure {
    TaskFailure(
      kind: .mapOutputLost, errorType: String(reflecting: type(of: error)),
      message: "the output of \(output) at \(path) cannot be read: \(error)", lostOutput: output)
  }
}
