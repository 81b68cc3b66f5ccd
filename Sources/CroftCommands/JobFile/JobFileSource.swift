import CroftBatch
import CroftLinux
import Glibc

/// A job file, as it is found and read by the commands that take one.
struct JobFileSource {
  let path: ByteString
  let settings: [ParameterSetting]

  /// Reads the file, and looks for the programs that it names as the shell would.
  ///
  /// - Throws: ``JobFileError`` when the file itself can't be read.
  func read(searchPath: String? = Environment.value("PATH")) throws -> JobFileResult {
    // What execvp(3) searches without one.
    let searchPath = searchPath ?? "/bin:/usr/bin"
    return JobFileReader.read(try content(), file: path.text, values: settings.map { ($0.name, $0.value) }) {
      ProgramLookup.find($0, path: searchPath, relativeTo: $1)
    }
  }

  /// - Throws: ``JobFileError`` with everything that is wrong with it.
  func job() throws -> JobFile {
    let result = try read()
    guard let job = result.job else { throw JobFileError(problems: result.problems.map(\.description)) }
    return job
  }

  private func content() throws(JobFileError) -> [UInt8] {
    do throws(SystemError) {
      return try InputFile.open(path).readAll(maximumBytes: BatchLimits.jobFileBytes)
    } catch {
      let reason =
        switch error.errno {
        case ENOENT: "there is no such file"
        case EISDIR: "it is a directory"
        case EFBIG: "it is longer than \(BatchLimits.jobFileBytes >> 20) MiB"
        default: error.description
        }
      throw JobFileError(problems: ["can't read the job file \(path.text.printable): \(reason)"])
    }
  }
}

/// What is wrong with a job file, a line for each problem.
struct JobFileError: Error, CustomStringConvertible {
  let problems: [String]

  var description: String { problems.joined(separator: "\n") }
}
