import CroftExecutor
import CroftLinux
import Glibc

public import ArgumentParser
public import CroftDriver

/// A program that runs jobs on a farm: an ArgumentParser command whose options are joined by the farm's own.
///
/// ```swift
/// @main struct WordCountTool: Application {
///   @Argument var input: String
///
///   func run(on farm: Farm) async throws {
///     for (word, count) in try await farm.run(WordCount(input: input)) { print(count, word) }
///   }
/// }
/// ```
///
/// The manager starts executors from the same executable. They are recognised first thing in `main`, before arguments
/// are parsed or a property of the application is initialised.
public protocol Application: ParsableArguments {
  /// What `--help` says about the program. The name is the executable's if none is given.
  static var configuration: CommandConfiguration { get }

  /// The program. What it throws is printed to standard error, and the process exits with status 1.
  func run(on farm: Farm) async throws
}

extension Application {
  /// The executable's name, and no more to say.
  public static var configuration: CommandConfiguration { CommandConfiguration() }

  /// Starts the program, or serves as an executor, on the main thread, when the manager started it as one.
  @MainActor
  public static func main() async {
    if ExecutorProcess.isRequested { ExecutorProcess.run() }
    StandardStreams.openMissing()
    do {
      let command = try ApplicationCommand<Self>.parse()
      try await command.run()
    } catch {
      ApplicationCommand<Self>.exit(withError: error)
    }
  }
}

/// What is really parsed: the program's own options and the farm's, side by side.
struct ApplicationCommand<Program: Application>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    var configuration = Program.configuration
    configuration.commandName = configuration.commandName ?? CurrentProgram.name
    return configuration
  }

  @OptionGroup var program: Program
  @OptionGroup(title: "Farm options") var options: FarmOptions

  func run() async throws {
    let interruption = try Interruption()
    let farm = try options.connect()
    defer { farm.close() }
    nonisolated(unsafe) let program = program  // A copy that only the program's own task reads.
    do {
      try await interruption.watch(farm) { try await program.run(on: farm) }
      // Also for a program that has taken its jobs' failures for its own affair.
      if let termination = farm.termination { throw termination }
      try StandardStreams.flush()
      // In this order, so that a driver that is killed in between isn't run again from the start.
      await farm.noteFinished()
      try farm.forgetResumption()
    } catch {
      let error = interruption.status.map { ExitCode($0) } ?? error
      await farm.noteExit(status: Int(Self.exitCode(for: error).rawValue))
      throw error
    }
  }
}
