import CroftTesting
import Testing

extension FarmTests {
  /// Examples that make up their own input.
  @Suite struct GeneratorTests {
    @Test(arguments: [("terasort", "", ["--records", "1000"]), ("tripreport", "/trips", ["--trips", "500"])])
    func theSameSeedMakesTheSameFiles(program: String, folder: String, options: [String]) async throws {
      try await TemporaryDirectory.with { directory in
        func generated(_ name: String, seed: Int, on master: String) async throws -> [UInt8] {
          let arguments = ["generate", "\(directory)/\(name)", "--seed", "\(seed)"] + options
          _ = try await ExampleProgram.output(of: program, arguments, on: master)
          return try TestDirectory.bytes(of: "\(directory)/\(name)\(folder)")
        }
        let first = try await generated("first", seed: 1, on: "local[1]")
        #expect(try await generated("again", seed: 1, on: "local[3]") == first)
        #expect(try await generated("other", seed: 2, on: "local[1]") != first)
      }
    }

    @Test func earlierOutputIsReplacedOnlyWhenAskedTo() async throws {
      try await TemporaryDirectory.with { directory in
        let arguments = ["generate", "\(directory)/records", "--records", "10"]
        _ = try await ExampleProgram.output(of: "terasort", arguments, on: .threads)
        #expect(try await ExampleProgram.complaint(of: "terasort", arguments).contains("\(directory)/records"))
        _ = try await ExampleProgram.output(of: "terasort", arguments + ["--overwrite"], on: .threads)
      }
    }
  }
}
