import CroftLinux
import CroftTesting
import Glibc

/// Runs of the examples.
enum ExampleProgram {
  /// Runs a program that is to succeed, on threads or on a manager of its own; returns what it prints.
  static func output(of program: String, _ arguments: [String], on place: Place) async throws -> String {
    try await place.withMaster { try await output(of: program, arguments, on: $0) }
  }

  static func output(of program: String, _ arguments: [String], on master: String) async throws -> String {
    let result = try await Trial.run(arguments, on: master, program: ProgramFinder.path(of: program))
    guard result.exit == .exited(code: 0) else { throw ExampleFailed(program: program, result: result) }
    return result.standardOutput
  }

  /// Runs a program that is to fail, on threads; returns what it says.
  static func complaint(of program: String, _ arguments: [String]) async throws -> String {
    let result = try await Trial.run(arguments, on: "local[2]", program: ProgramFinder.path(of: program))
    guard result.exit != .exited(code: 0) else { throw ExampleFailed(program: program, result: result) }
    return result.standardError
  }

  /// The words of each line.
  static func words(_ text: String) -> [[String]] {
    text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
  }
}

struct ExampleFailed: Error, CustomStringConvertible {
  let program: String
  let result: ProgramResult

  var description: String {
    "\(program) ended unexpectedly: \(result.exit). Its output: \(result.standardOutput) \(result.standardError)"
  }
}

extension Place {
  /// Calls `body` with what `--master` takes.
  func withMaster<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    switch self {
    case .threads: try await body("local[2]")
    case .daemon: try await PrivateManager.with(cores: 2) { try await body($0.masterURL) }
    }
  }
}

/// Directories that jobs have written.
enum TestDirectory {
  /// The paths of the parts, in order.
  static func parts(of directory: String) throws -> [String] {
    try FileSystem.list(directory).filter { $0.hasPrefix("part-") }.sorted().map { "\(directory)/\($0)" }
  }

  /// What is in all parts together.
  static func bytes(of directory: String) throws -> [UInt8] {
    try parts(of: directory).flatMap {
      try FileDescriptor.open($0, flags: O_RDONLY).readAll(maximumBytes: 16 << 20)
    }
  }

  static func text(of directory: String) throws -> String { String(decoding: try bytes(of: directory), as: UTF8.self) }
}
