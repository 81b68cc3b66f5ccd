package import CroftLinux
import Glibc

/// What came of a program that was run to its end.
package struct ProgramResult: Sendable {
  package let exit: ProcessExit
  package let standardOutput: String
  package let standardError: String
  /// From its start until it was reaped.
  package let seconds: Double

  package var succeeded: Bool { exit == .exited(code: 0) }
}

extension ChildProcess {
  /// Starts a program and waits for its end. One that takes too long is killed.
  package static func run(
    _ program: String, _ arguments: [String], environment: [String: String?] = [:], directory: String? = nil,
    timeoutSeconds: Double = 120
  ) async throws -> ProgramResult {
    let startNanoseconds = MonotonicTime.nowNanoseconds
    let process = try start(program, arguments, environment: environment, directory: directory)
    return try await process.result(since: startNanoseconds, timeoutSeconds: timeoutSeconds)
  }

  /// Waits for the end of a program that was started before, with all of its output.
  package func result(
    since startNanoseconds: UInt64 = MonotonicTime.nowNanoseconds, timeoutSeconds: Double = 120
  ) async throws -> ProgramResult {
    do {
      let exit = try await waitForExit(timeoutSeconds: timeoutSeconds)
      let seconds = Double(MonotonicTime.nowNanoseconds - startNanoseconds) / 1e9
      try await waitForEndOfOutput()
      return ProgramResult(
        exit: exit, standardOutput: standardOutput, standardError: standardError, seconds: seconds)
    } catch {
      try? signal(SIGKILL)
      throw error
    }
  }
}
