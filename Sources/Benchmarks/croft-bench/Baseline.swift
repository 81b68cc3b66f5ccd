import CroftTesting

/// The programs that cases are compared with.
enum Baseline {
  /// As many threads as Croft has slots.
  static let threads = 2

  /// No baseline takes as long for any size that is worth measuring.
  private static let timeoutSeconds = 900.0

  /// Runs one of the baselines in C. They time themselves, from the beginning of `main` to the result in memory, so
  /// what their printing takes doesn't count.
  ///
  /// - Parameter arguments: the baseline's name and its arguments.
  /// - Returns: the lines that it printed.
  static func run(_ arguments: [String]) async throws -> Timed<[Substring]> {
    let program = ProgramFinder.path(of: "bench-baselines")
    let result = try await finished(program, arguments)
    guard let line = result.standardError.split(separator: "\n").first(where: { $0.hasPrefix("seconds ") }),
      let seconds = Double(line.dropFirst("seconds ".count))
    else { throw WrongResult("the baseline told no time: \(result.standardError)") }
    return Timed(seconds: seconds, value: result.standardOutput.split(separator: "\n"))
  }

  /// Runs another program, which is timed from its start to its end.
  static func runProgram(
    _ program: String, _ arguments: [String], environment: [String: String?] = [:]
  ) async throws -> Timed<Void> {
    Timed(seconds: try await finished(program, arguments, environment).seconds, value: ())
  }

  private static func finished(
    _ program: String, _ arguments: [String], _ environment: [String: String?] = [:]
  ) async throws -> ProgramResult {
    let result = try await ChildProcess.run(
      program, arguments, environment: environment, timeoutSeconds: timeoutSeconds)
    guard result.succeeded else { throw WrongResult("\(program) failed: \(result.exit) \(result.standardError)") }
    return result
  }
}
