/// Everything a command starts with. It inherits nothing else: no variable, no descriptor, no signal's setting.
///
/// Names are bytes, since the kernel takes any but 0 in them.
package struct CommandLaunch: Sendable, Equatable, Codable {
  /// The program, looked for in the environment's `PATH` if there is no slash in it, and its arguments.
  package var arguments: [[UInt8]]
  /// `NAME=value` each, and no others.
  package var environment: [[UInt8]]
  /// The working directory, an absolute path. Other paths may be relative to it.
  package var directory: [UInt8]
  /// The file to read as standard input; nil: nothing to read (`/dev/null`).
  package var standardInput: [UInt8]?
  package var standardOutput: CommandOutput
  package var standardError: CommandOutput
  /// How long it may run before it is stopped; nil: without end.
  package var timeoutNanoseconds: UInt64?
  /// How long it may go on after SIGTERM before it is killed.
  package var graceNanoseconds: UInt64
  /// Added to the executor's own niceness: 19 for the most patient command.
  package var niceness: Int
  package var limits: CommandLimits

  /// As long as a program takes that only has to tidy up, and no longer than whoever cancels a job likes to wait.
  package static let usualGraceNanoseconds: UInt64 = 3_000_000_000

  package init(
    arguments: [[UInt8]], environment: [[UInt8]], directory: [UInt8], standardInput: [UInt8]? = nil,
    standardOutput: CommandOutput = .log, standardError: CommandOutput = .log, timeoutNanoseconds: UInt64? = nil,
    graceNanoseconds: UInt64 = CommandLaunch.usualGraceNanoseconds, niceness: Int = 0,
    limits: CommandLimits = CommandLimits()
  ) {
    self.arguments = arguments
    self.environment = environment
    self.directory = directory
    self.standardInput = standardInput
    self.standardOutput = standardOutput
    self.standardError = standardError
    self.timeoutNanoseconds = timeoutNanoseconds
    self.graceNanoseconds = graceNanoseconds
    self.niceness = niceness
    self.limits = limits
  }

  /// The same from text.
  package init(_ arguments: [String], environment: [String: String] = [:], directory: String = "/") {
    self.init(
      arguments: arguments.map { Array($0.utf8) },
      environment: environment.sorted { $0.key < $1.key }.map { Array("\($0)=\($1)".utf8) },
      directory: Array(directory.utf8))
  }
}

/// Where a command's standard output or error goes. If both go to the same places, they share a pipe, so that their
/// order is kept.
package struct CommandOutput: Sendable, Equatable, Codable {
  /// Whether each line goes where lines go that the executor prints: to the journal with the attempt's fields, or to
  /// the process's own standard output or error.
  package var isLogged: Bool
  /// The file to write: made under another name, and there once the command has ended.
  package var file: [UInt8]?
  /// Which ends of the command the file is kept after. Where it is not, what was there before stays.
  package var commits: Commitment
  /// Whether the file is made only when the first byte is printed. Of an attempt that prints nothing there is none.
  package var isLazy: Bool
  /// The file's mode, from which the user's mask takes what others may not do.
  package var mode: UInt32

  /// When a file gets its name.
  package enum Commitment: UInt8, Sendable, Codable {
    /// When the command has ended well, so that nobody takes the output of half a run for all of it.
    case success
    /// However the command has ended, but for an attempt that was cancelled.
    case always
  }

  package init(
    isLogged: Bool, file: [UInt8]? = nil, commits: Commitment = .success, isLazy: Bool = false, mode: UInt32 = 0o666
  ) {
    self.isLogged = isLogged
    self.file = file
    self.commits = commits
    self.isLazy = isLazy
    self.mode = mode
  }

  /// All of it into a file of the user's own, also when the command fails; nothing of it if nothing is printed.
  package static func captured(in file: [UInt8], isLogged: Bool) -> CommandOutput {
    CommandOutput(isLogged: isLogged, file: file, commits: .always, isLazy: true, mode: 0o600)
  }

  /// Whether the file is one of ``captured(in:isLogged:)``: a scratch file, that nobody waits for who isn't here.
  package var isCaptured: Bool { file != nil && isLazy && commits == .always }

  package static let log = CommandOutput(isLogged: true)
  /// To `/dev/null`.
  package static let discarded = CommandOutput(isLogged: false)
}

/// What all processes of one command may use together. A nil is no limit but the executor's.
package struct CommandLimits: Sendable, Equatable, Codable {
  package var memoryBytes: Int?
  package var maximumProcesses: Int?

  package init(memoryBytes: Int? = nil, maximumProcesses: Int? = nil) {
    self.memoryBytes = memoryBytes
    self.maximumProcesses = maximumProcesses
  }
}
