import ArgumentParser
import CroftBatch
import CroftLinux
import CroftProtocol
import Testing

@testable import CroftCommands

@Suite struct CheckCommandTests {
  private func result(_ text: String) -> JobFileResult {
    JobFileReader.read(Array(text.utf8), file: "f.toml") { name, _ in name == "nothing" ? .missing : nil }
  }

  @Test func stepsAreShownWithWhatTheyRunAndWhatFor() throws {
    let job = try #require(
      result(
        """
        [step.fetch]
        command = ["fetch", "a b"]
        on-failure = { run = "tidy" }
        [step.convert]
        command = \"\"\"
        gzip -dc {} |
        convert \"\"\"
        inputs = { product = ["raw/*.gz", { array = "1-3" }, ["x"]] }
        after = "fetch"
        [step.report]
        program = "report"
        arguments = ["--all"]
        after = ["fetch", "convert"]
        [step.tidy]
        command = "rm -r raw"
        """
      ).job)
    #expect(
      job.listing == """
        fetch: fetch 'a b'
        └─ convert: gzip -dc {} | convert , for each of raw/*.gz × 1-3 × 1 value
           └─ report: report --all (after fetch, convert)
        tidy: rm -r raw (only if fetch fails)

        """)
  }

  @Test func aLongCommandIsCut() throws {
    let step = JobStep(
      name: "s", command: .shell(ByteString(String(repeating: "x", count: 100))), inputs: [], settings: StepSettings())
    #expect(step.summary == String(repeating: "x", count: 59) + "…")
  }

  @Test func programsReadTheStepsAsJSON() throws {
    let text = """
      name = "n"
      [parameters]
      day = 3
      [step.a]
      command = "true"
      on-failure = { run = "b" }
      [step.b]
      program = "p"
      """
    let json = try JSONValue(encoding: JobFileReport(file: "f.toml", result(text))).text(pretty: false)
    #expect(
      json == """
        {"file":"f.toml","problems":[],"name":"n","parameters":[{"name":"day","value":"3"}],"steps":\
        [{"name":"a","kind":"shell","words":["true"],"inputs":"","after":[],"onFailure":"run","cleanUp":"b"},\
        {"name":"b","kind":"program","words":["p"],"inputs":"","after":[],"onFailure":"stop"}]}
        """)
  }

  @Test func problemsAreReadAsJSON() throws {
    let json = try JSONValue(encoding: JobFileReport(file: "f", result("[step.a]\ncommand = [\"nothing\"]\n")))
      .text(pretty: false)
    #expect(
      json == """
        {"file":"f","problems":[{"line":2,"column":11,"reason":"there is no program 'nothing'",\
        "suggestion":"install it, or write its path"}]}
        """)
  }

  @Test(arguments: ["day", "=x", ""])
  func whatSetsNoParameterIsRefused(text: String) {
    #expect(throws: ValidationError.self) { try ParameterSetting(parsing: text) }
  }

  @Test func aParameterMayBeSetToAnything() throws {
    #expect(try ParameterSetting(parsing: "a=b=c") == ParameterSetting(name: "a", value: "b=c"))
    #expect(try ParameterSetting(parsing: "a=") == ParameterSetting(name: "a", value: ""))
  }
}
