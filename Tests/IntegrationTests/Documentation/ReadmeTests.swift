import CroftLinux
import CroftTesting
import Testing

extension FarmTests {
  /// The README's lines about commands, as they stand there. Those about Swift programs are run by its quickstart, and
  /// those about the service in the virtual machine.
  @Suite struct ReadmeTests {
    @Test func everyLineAboutCommandsWorks() async throws {
      let page = try DocumentationPage(path: "README.md").section("Commands and job files")
      let lines = page.blocks("sh").flatMap { $0.split(separator: "\n").map(String.init) }
      #expect(lines.count > 5)
      let example = try #require(DocumentationPage(named: "ComingFromOtherTools").blocks("toml").first)
      try await PageTrial.with(jobFile: example) { trial in
        for line in lines {
          let result = try await trial.run(line)
          #expect(result.succeeded, "\(line): \(result.standardError)")
          if let number = Int(result.standardOutput.dropLast()) {
            let end = try await trial.run("croft wait \(number)")
            #expect(end.succeeded, "\(line): \(end.standardOutput)\(end.standardError)")
          }
        }
      }
    }
  }
}
