import CroftLinux
import CroftProtocol

/// What all executors of one application start with.
struct ExecutorLaunch: Sendable {
  let image: FileDescriptor
  /// What the program calls itself, its argument 0.
  let programName: String
  let environment: [String]
  let directory: String
  let scratch: String
  /// Whom they run as; nil: as the manager's own user.
  let identity: ProcessIdentity?
  /// The submitter's limits and mask; nil: the manager's limits, and a mask that keeps files private.
  var surroundings: ProcessSurroundings?

  /// Tells the program, before its own code runs, that it is an executor.
  static let flag = "--croft-executor"
}

/// What one process starts with.
struct ProgramLaunch: Sendable {
  let image: FileDescriptor
  /// With the program's own name first.
  let arguments: [String]
  let environment: [String]
  let directory: String
  /// As ``ExecutorLaunch`` has them.
  let identity: ProcessIdentity?
  var surroundings: ProcessSurroundings?
}
