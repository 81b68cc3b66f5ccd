import CroftDataset
import CroftProtocol

/// A program that a task runs.
enum PipedProgram {
  static func start(_ command: [String], environment: [String: String]) throws -> any PipedProcess {
    throw MalformedBytes("no programs yet")
  }
}
