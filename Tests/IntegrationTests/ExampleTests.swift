import CroftLinux
import CroftTesting
import Testing

extension FarmTests {
  /// The examples do what they say.
  @Suite struct ExampleTests {
    @Test(arguments: Place.allCases)
    func wordcountPrintsTheMostFrequentWordsFirst(place: Place) async throws {
      try await TemporaryDirectory.with { directory in
        try TestFile.write("b a b\nc a b\n", to: "\(directory)/text")
        let result = try await run("wordcount", [directory, "--limit", "2"], on: place)
        #expect(result.standardOutput == "3 b\n2 a\n")
        #expect(result.standardError.contains(" (process "))
      }
    }

    @Test(arguments: Place.allCases)
    func piIsRoughlyPi(place: Place) async throws {
      let one = try await run("pi", ["--points", "200000", "--seed", "1"], on: place)
      let other = try await run("pi", ["--points", "200000", "--seed", "2"], on: place)
      #expect(one.standardOutput.hasPrefix("π is roughly 3.1") && other.standardOutput.hasPrefix("π is roughly 3.1"))
      #expect(one.standardOutput != other.standardOutput, "another seed throws other points")
    }

    @Test func helpShowsTheFarmsOptions() async throws {
      let result = try await ChildProcess.run(ProgramFinder.path(of: "wordcount"), ["--help"])
      #expect(result.exit == .exited(code: 0))
      for option in ["--master", "--executors", "--executor-cores", "--executor-memory", "--name", "--limit"] {
        #expect(result.standardOutput.contains(option))
      }
    }

    private func run(_ program: String, _ arguments: [String], on place: Place) async throws -> ProgramResult {
      let program = ProgramFinder.path(of: program)
      return switch place {
      case .threads: try await Trial.run(arguments, on: "local[2]", program: program)
      case .daemon:
        try await PrivateManager.with(cores: 2) {
          try await Trial.run(arguments, on: $0.masterURL, program: program)
        }
      }
    }
  }
}
