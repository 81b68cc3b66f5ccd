import CroftLinux
import CroftTesting
import Testing

extension FarmTests {
  /// The options that every application has, as a person meets them.
  @Suite struct FarmOptionsTests {
    @Test(arguments: ["3:1", "0", "-1", "1:2:3", "0:3", "1:", ":2", "x", "1:x"])
    func numbersOfExecutorsThatMakeNoSenseAreRefused(count: String) async throws {
      let result = try await run(["--executors=\(count)"])
      #expect(result.exit == .exited(code: 64))
      #expect(
        result.standardError.contains(
          "\"\(count)\" is no number of executors: write one number, at least 1, or two as in 1:8"
        )
      )
    }

    @Test(arguments: [
      (["--executor-cores", "0"], "--executor-cores 0: at least one is needed"),
      (["--executor-memory", "much"], "\"much\" is not a size; write it like 512M or 2G"),
      (["--executor-memory", "512"], "--executor-memory 512: that many bytes is not enough; write it like 512M or 2G"),
      (["--scratch-limit", "1X"], "\"1X\" is not a size; write it like 512M or 2G"),
      (["--task-deadline", "0"], "--task-deadline 0.0: it has to be positive"),
      (["--task-deadline", "soon"], "The value 'soon' is invalid for '--task-deadline <seconds>'"),
      (["--executor-idle=-1"], "--executor-idle -1.0: it can't be negative"),
      (["--scheduling", "lottery"], "The value 'lottery' is invalid for '--scheduling <mode>'"),
      (["--speculate"], "Unknown option '--speculate'. Did you mean '--speculation'?"),
    ])
    func mistakesAreSaidWithWhatIsAllowed(options: [String], message: String) async throws {
      let result = try await run(options)
      #expect(result.exit == .exited(code: 64))
      #expect(result.standardError.contains(message), "\(result.standardError)")
    }

    @Test func numbersThatNoFarmCanGiveAreRefused() async throws {
      for options in [["--executors", "1:\(Int.max)"], ["--executor-cores", "\(Int.max)"]] {
        let result = try await run(options)
        #expect(result.exit == .exited(code: 1))
        #expect(result.standardError.contains("at most 32768 executors of 8192 cores"))
      }
    }

    @Test func helpTellsTheFarmsOptionsFromTheProgramsOwn() async throws {
      let result = try await run(["--help"])
      #expect(result.succeeded)
      let help = result.standardOutput
      let farm = try #require(help.firstRange(of: "FARM OPTIONS:"))
      for option in [
        "--master <url>", "--executors <count>", "--executor-idle <seconds>", "--executor-cores <cores>",
        "--executor-memory <size>", "--name <name>", "--task-deadline <seconds>", "--speculation",
        "--scheduling <mode>", "--scratch-limit <size>", "--resume <id>", "--quiet",
      ] {
        #expect(help[farm.upperBound...].contains(option), "\(option)")
      }
      #expect(help.contains("(default: 60.0)") && help.contains("(values: fifo, fair; default: fifo)"))
      #expect(help.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    private func run(_ options: [String]) async throws -> ProgramResult {
      try await ChildProcess.run(
        ProgramFinder.path(of: "trialjobs"), ["sum", "--master", "local[1]"] + options, environment: Trial.environment)
    }
  }
}
