import CroftTesting
import Testing

extension FarmTests {
  /// The articles about job files and about commands' environments say what `croft` itself says.
  @Suite struct JobFilesPageTests {
    @Test(arguments: ["JobFiles", "ComingFromOtherTools"])
    func theExampleHasNoMistakes(page: String) async throws {
      let examples = try DocumentationPage(named: page).blocks("toml")
      #expect(!examples.isEmpty)
      for example in examples {
        let result = try await check(example)
        #expect(result.succeeded, "\(page): \(result.standardError)")
      }
    }

    @Test func everyKeyIsDescribedAndNoOther() async throws {
      let page = try DocumentationPage(named: "JobFiles")
      let described = page.rows(ofColumn: "key").flatMap { DocumentationPage.codeSpans($0.cell) }
      #expect(Set(described).count == described.count)
      #expect(try await Set(described) == knownKeys())
    }

    @Test func theManualPageDescribesTheSameKeys() async throws {
      let lines = try DocumentationPage(path: "Units/man/croft-job.5").text.split(separator: "\n")
      let described = lines.filter { $0.hasPrefix(".It Cm ") }.map { String($0.dropFirst(".It Cm ".count)) }
      #expect(Set(described).count == described.count)
      #expect(try await Set(described) == knownKeys())
      let example = lines.drop { $0 != ".Bd -literal" }.dropFirst().prefix { $0 != ".Ed" }
      #expect(!example.isEmpty)
      let result = try await check(example.joined(separator: "\n") + "\n")
      #expect(result.succeeded, "\(result.standardError)")
    }

    @Test func everyVariableIsDescribedAndNoOther() async throws {
      let page = try DocumentationPage(named: "CommandEnvironment")
      let described = page.rows(ofColumn: "variable").flatMap { DocumentationPage.codeSpans($0.cell) }
      let file = "[step.a]\ncommand = [\"env\"]\ninputs = { array = \"5\" }\n"
      try await JobFileTrial.with(file) { trial in
        // Other tests set variables of this process, which are none of the command's.
        let variables = [
          "PATH=/usr/bin:/bin", "HOME=\(trial.directory)", "CROFT_MASTER=local",
          "CROFT_LOGICAL_TIME=2026-11-22T00:00:00Z",
        ]
        let result = try await ChildProcess.run(
          "/usr/bin/env", ["-i"] + variables + [ProgramFinder.path(of: "croft"), "submit", "job.toml"],
          directory: trial.directory)
        let names = result.standardOutput.split(separator: "\n").map { String($0.prefix { $0 != "=" }) }
        #expect(Set(names.filter { $0.hasPrefix("CROFT_") && $0 != "CROFT_MASTER" }) == Set(described))
      }
    }

    /// The keys that `croft check` offers in place of ones that aren't there.
    private func knownKeys() async throws -> Set<String> {
      let result = try await check("qqqqqqqqq = 1\n[step.a]\ncommand = \"true\"\nqqqqqqqqq = 1\n")
      let lists = result.standardError.split(separator: "\n").compactMap { line in
        line.split(separator: "; there are ", maxSplits: 1).dropFirst().first
      }
      #expect(lists.count == 2, "\(result.standardError)")
      return Set(lists.flatMap { $0.split(separator: ", ").map(String.init) })
    }

    private func check(_ file: String) async throws -> ProgramResult {
      try await TemporaryDirectory.with { directory in
        try TestFile.write(file, to: "\(directory)/job.toml")
        try TestFile.write("#!/bin/sh\n", to: "\(directory)/simulate")
        return try await ChildProcess.run(
          "/bin/sh", ["-c", "chmod +x simulate; exec '\(ProgramFinder.path(of: "croft"))' check job.toml"],
          directory: directory)
      }
    }
  }
}
