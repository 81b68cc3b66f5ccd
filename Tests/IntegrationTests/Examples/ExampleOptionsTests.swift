import CroftTesting
import Testing

extension FarmTests {
  @Suite struct ExampleOptionsTests {
    @Test(
      arguments: [
        "wordcount", "pi", "pagerank", "kmeans", "transitiveclosure", "logisticregression", "terasort", "tripreport",
      ])
    func helpSaysWhatToTry(program: String) async throws {
      let result = try await ChildProcess.run(ProgramFinder.path(of: program), ["--help"])
      #expect(result.succeeded)
      #expect(result.standardOutput.contains("\(program) --master local[2]"))
      #expect(result.standardOutput.contains("--executor-memory"))
    }

    @Test(arguments: [
      ("pi", ["--points", "0"], "--points 0: at least one is needed"),
      ("pagerank", ["x", "--damping", "1.5"], "--damping 1.5: it has to be from 0 to 1"),
      ("pagerank", ["x", "--rounds=-1"], "--rounds -1: it can't be negative"),
      ("kmeans", ["x", "--clusters", "0"], "--clusters 0: at least one is needed"),
      ("logisticregression", ["x", "--rate", "0"], "--rate 0.0: it has to be positive"),
      ("terasort", ["sort", "x"], "sort: give two directories"),
      ("terasort", ["generate", "x", "--records=-1"], "--records -1: it can't be negative"),
      ("terasort", ["shuffle", "x"], "'generate', 'sort' or 'check'"),
      ("tripreport", ["report", "x"], "report: give the trips, the zones and a directory"),
      ("tripreport", ["generate", "x", "--months", "0"], "--months 0: it has to be from 1 to 1200"),
      ("tripreport", ["generate", "x", "--first-month", "2024-13"], "'2024-13' is invalid"),
    ])
    func optionsThatMakeNoSenseAreExplained(program: String, arguments: [String], problem: String) async throws {
      #expect(try await ExampleProgram.complaint(of: program, arguments).contains(problem))
    }

    @Test(arguments: ["wordcount", "pagerank", "kmeans", "transitiveclosure", "logisticregression"])
    func aMissingInputIsNamed(program: String) async throws {
      #expect(try await ExampleProgram.complaint(of: program, ["/nonexistent/input"]).contains("/nonexistent/input"))
    }
  }
}
