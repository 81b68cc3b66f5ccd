import ArgumentParser
import Croft
import CroftProtocol

/// Runs a command so many times, for tests and measurements that watch from outside.
@main
struct CommandJobs: Application {
  @Option var count = 1
  @Option var directory = "/"
  @Option var variable: [String] = []
  @Option var standardInput: String?
  /// `{}` stands for the number of the task.
  @Option var outputFile: String?
  @Option var timeoutMilliseconds: UInt64?
  @Option var graceMilliseconds: UInt64 = 500
  @Option var niceness = 0
  @Option var memoryBytes: Int?
  /// Whether what it prints goes nowhere.
  @Flag var discard = false
  /// The command, where options follow it.
  @Option(parsing: .unconditionalSingleValue) var argument: [String] = []
  /// `{}` stands for the number of the task, from 0.
  @Argument(parsing: .postTerminator) var command: [String] = []

  func run(on farm: Farm) async throws {
    var launch = CommandLaunch(argument + command, directory: directory)
    launch.environment = variable.map { Array($0.utf8) }
    launch.standardInput = standardInput.map { Array($0.utf8) }
    launch.timeoutNanoseconds = timeoutMilliseconds.map { $0 * 1_000_000 }
    launch.graceNanoseconds = graceMilliseconds * 1_000_000
    launch.niceness = niceness
    launch.limits.memoryBytes = memoryBytes
    let output = CommandOutput(isLogged: !discard && outputFile == nil, file: outputFile.map { Array($0.utf8) })
    (launch.standardOutput, launch.standardError) = (output, discard ? .discarded : .log)
    let outcomes = try await farm.run(RunCommands(count: count, launch: launch))
    print("\(outcomes.succeededCount) succeeded, \(outcomes.use.outputBytes) bytes of output")
  }
}

struct RunCommands: Job {
  var count: Int
  var launch: CommandLaunch

  var body: Action<CommandOutcomes> {
    let launch = launch
    return Dataset.range(0..<count, partitions: count).runCommands { number, _ in launch.numbered(number) }
  }
}

extension CommandLaunch {
  fileprivate func numbered(_ number: Int) -> CommandLaunch {
    var launch = self
    launch.arguments = arguments.map { Self.replaced($0, number) }
    launch.standardOutput.file = standardOutput.file.map { Self.replaced($0, number) }
    return launch
  }

  private static func replaced(_ text: [UInt8], _ number: Int) -> [UInt8] {
    Array(
      String(decoding: text, as: UTF8.self).split(separator: "{}", omittingEmptySubsequences: false)
        .joined(separator: "\(number)").utf8)
  }
}
