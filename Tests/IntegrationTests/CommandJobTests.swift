import CroftLinux
import CroftTesting
import Glibc
import Testing

extension FarmTests {
  /// Commands as tasks of a job, with a driver and executors that are processes.
  @Suite struct CommandJobTests {
    private static let program = ProgramFinder.path(of: "commandjobs")

    private static func command(_ arguments: String...) -> [String] { arguments.flatMap { ["--argument", $0] } }

    private static func run(_ arguments: [String], on place: Place) async throws -> ProgramResult {
      switch place {
      case .threads: try await Trial.run(arguments, on: "local[2]", program: program)
      case .daemon:
        try await PrivateManager.with(cores: 2) { try await Trial.run(arguments, on: $0.masterURL, program: program) }
      }
    }

    @Test(arguments: Place.allCases) func eachTaskRunsItsCommand(_ place: Place) async throws {
      let directory = try FileSystem.temporaryDirectory(prefix: "croft-commands-")
      defer { try? FileSystem.removeTree(directory) }
      let result = try await Self.run(
        ["--count", "50", "--directory", directory, "--output-file", "out/{}"] + Self.command("/bin/echo", "task {}"),
        on: place)
      #expect(result.standardOutput == "50 succeeded, 390 bytes of output\n")
      for number in 0..<50 {
        #expect(try FileSystem.readText("\(directory)/out/\(number)", maximumBytes: 100) == "task \(number)\n")
      }
      #expect(try FileSystem.list("\(directory)/out").count == 50)
    }

    @Test(arguments: Place.allCases) func aMissingProgramFailsTheJobAtOnce(_ place: Place) async throws {
      let result = try await Self.run(Self.command("/no/such/program"), on: place)
      #expect(result.exit == .exited(code: 1))
      #expect(result.standardError.contains("can't run /no/such/program: there is no such file"))
      #expect(!result.standardError.contains("trying again"))
    }

    @Test(arguments: Place.allCases) func aCommandThatFailsIsTriedAgain(_ place: Place) async throws {
      let directory = try FileSystem.temporaryDirectory(prefix: "croft-commands-")
      defer { try? FileSystem.removeTree(directory) }
      let result = try await Self.run(
        ["--directory", directory] + Self.command("/bin/sh", "-c", "mkdir first 2> /dev/null && exit 3; exit 0"),
        on: place)
      #expect(result.standardOutput == "1 succeeded, 0 bytes of output\n")
      #expect(result.standardError.contains("exit 0' exited with status 3; trying again"))
    }

    @Test func theEndOfTheDriverEndsItsCommands() async throws {
      let driver = try Trial.start(
        Self.command("/bin/sh", "-c", "echo number=$$.; exec sleep 1000"), on: "local[2]", program: Self.program)
      try await driver.waitForOutput(containing: ".")
      let digits = driver.standardOutput.drop { !$0.isNumber }.prefix { $0.isNumber }
      let command = try ProcessDescriptor(ofProcess: try #require(pid_t(digits)))
      try driver.signal(SIGKILL)
      _ = try await driver.waitForExit()
      var entry = pollfd(fd: command.descriptor.rawValue, events: Int16(POLLIN), revents: 0)
      #expect(poll(&entry, 1, 10_000) == 1)
    }
  }
}
