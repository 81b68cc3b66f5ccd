import CroftProtocol

/// What becomes of what a program prints that is a step.
enum ProgramOutput: Sendable, Equatable {
  /// It goes to this process's own streams, which lead to the journal.
  case logged
  /// It is kept in files of a directory, to be printed when the program has ended.
  case captured(directory: String)
  case discarded

  /// Where it is kept, and what tasks print with it.
  var directory: String? { if case .captured(let directory) = self { directory } else { nil } }

  /// Where the program's standard output or error goes.
  ///
  /// - Parameters:
  ///   - file: the one that its step names.
  ///   - step: the step's place in its submission.
  ///   - attempt: from 0.
  func output(to file: [UInt8]?, step: Int, attempt: Int, isError: Bool) -> CommandOutput {
    let isLogged = self == .logged
    guard file == nil, let directory else { return CommandOutput(isLogged: isLogged, file: file) }
    let path = ExecutorPlace.captureFile(in: directory, step: step, task: 0, attempt: attempt, isError: isError)
    return .captured(in: Array(path.utf8), isLogged: false)
  }
}
